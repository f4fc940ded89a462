package io.heddle.main.admin;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.account.NewAccount;
import io.heddle.storage.account.Sessions;
import io.heddle.web.account.LoginAnswer;
import io.heddle.web.account.PasswordHasher;
import io.heddle.web.account.Usernames;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/_synapse/admin/v1/register`: makes accounts for whoever holds the shared secret, as Synapse does, so that its tools
/// and test suites work. The MAC is HMAC-SHA1 over nonce, user name, password, `admin` or `notadmin` and the user type
/// if given, with NUL in between.
@RestController
@RequestMapping("/_synapse/admin/v1/register")
class SharedSecretRegistrationEndpoint {
    private static final int LONGEST = 512;
    private static final Set<String> USER_TYPES = Set.of("support", "bot");

    private final Nonces nonces;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Usernames usernames;
    private final PasswordHasher hasher;

    SharedSecretRegistrationEndpoint(
            Nonces nonces,
            Accounts accounts,
            Sessions sessions,
            Usernames usernames,
            PasswordHasher hasher) {
        this.nonces = nonces;
        this.accounts = accounts;
        this.sessions = sessions;
        this.usernames = usernames;
        this.hasher = hasher;
    }

    @GetMapping
    Nonce nonce() {
        return new Nonce(nonces.create());
    }

    @PostMapping
    LoginAnswer register(@RequestBody Body body) {
        if (!nonces.consume(required(body.nonce(), "nonce"))) {
            throw new MatrixException(400, "M_UNKNOWN", "Unrecognised nonce");
        }
        String username = limited(body.username(), "username");
        String password = limited(body.password(), "password");
        if (body.userType() != null && !USER_TYPES.contains(body.userType())) {
            throw MatrixException.invalidParam("Invalid user type");
        }
        if (!Nonces.same(mac(body, username, password), required(body.mac(), "mac"))) {
            throw MatrixException.forbidden("HMAC incorrect");
        }
        UserId user = usernames.chooseByAdmin(username);
        boolean created =
                accounts.create(
                        new NewAccount(
                                user,
                                hasher.hash(password),
                                body.isAdmin(),
                                false,
                                body.userType(),
                                null,
                                body.displayname()));
        if (!created) {
            throw Usernames.inUse();
        }
        return Boolean.TRUE.equals(body.inhibitLogin())
                ? LoginAnswer.withoutSession(user)
                : LoginAnswer.of(
                        sessions.start(
                                user,
                                body.deviceId(),
                                body.initialDeviceDisplayName(),
                                Boolean.TRUE.equals(body.refreshToken())),
                        null);
    }

    private String mac(Body body, String username, String password) {
        String text =
                body.nonce()
                        + "\0"
                        + username
                        + "\0"
                        + password
                        + "\0"
                        + (body.isAdmin() ? "admin" : "notadmin");
        return nonces.sign(
                "HmacSHA1", body.userType() == null ? text : text + "\0" + body.userType());
    }

    private static String required(@Nullable String value, String name) {
        if (value == null) {
            throw MatrixException.badJson(name + " must be specified");
        }
        return value;
    }

    private static String limited(@Nullable String value, String name) {
        String text = required(value, name);
        if (text.isEmpty() || text.length() > LONGEST || text.indexOf('\0') >= 0) {
            throw MatrixException.invalidParam("Invalid " + name);
        }
        return text;
    }

    record Nonce(String nonce) {}

    record Body(
            @Nullable String nonce,
            @Nullable String username,
            @Nullable String password,
            @Nullable String displayname,
            @Nullable Boolean admin,
            @Nullable String userType,
            @Nullable String mac,
            @Nullable String deviceId,
            @Nullable String initialDeviceDisplayName,
            @Nullable Boolean inhibitLogin,
            @Nullable Boolean refreshToken) {

        boolean isAdmin() {
            return Boolean.TRUE.equals(admin);
        }
    }
}
