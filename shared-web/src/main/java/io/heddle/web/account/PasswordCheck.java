package io.heddle.web.account;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.InvalidIdentifierException;
import io.heddle.protocol.id.ThirdPartyId;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.account.Account;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.account.ThirdPartyIds;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Who somebody is by an identifier and a password.
/// https://spec.matrix.org/v1.19/client-server-api/#identifier-types
@Component
public class PasswordCheck {
    private static final int LONGEST = 512;

    private final Accounts accounts;
    private final ThirdPartyIds thirdPartyIds;
    private final Usernames usernames;
    private final PasswordHasher hasher;
    private final RateLimiter limiter;

    PasswordCheck(
            Accounts accounts,
            ThirdPartyIds thirdPartyIds,
            Usernames usernames,
            PasswordHasher hasher,
            RateLimiter limiter) {
        this.accounts = accounts;
        this.thirdPartyIds = thirdPartyIds;
        this.usernames = usernames;
        this.hasher = hasher;
        this.limiter = limiter;
    }

    /// The account that an `m.login.password` submission opens. Fails with 403 M_FORBIDDEN when it opens none, 403
    /// M_USER_DEACTIVATED, 400 for a submission that is none, 429 after too many failures.
    public Account check(ObjectNode submission) {
        String password = Json.string(submission, "password");
        if (password == null) {
            throw MatrixException.missingParam("password");
        }
        Claim claim = claim(submission);
        limiter.peek(Limit.LOGIN_FAILED_ATTEMPTS, claim.key());
        Account account = claim.account();
        boolean right =
                password.length() <= LONGEST
                        && hasher.matches(
                                password, account == null ? null : account.passwordHash());
        if (account != null && account.deactivated()) {
            throw deactivated();
        }
        if (account == null || !right) {
            limiter.count(Limit.LOGIN_FAILED_ATTEMPTS, claim.key());
            throw MatrixException.forbidden("Invalid username or password");
        }
        return account;
    }

    public static MatrixException deactivated() {
        return new MatrixException(403, "M_USER_DEACTIVATED", "This account has been deactivated");
    }

    private Claim claim(ObjectNode submission) {
        ObjectNode identifier = Json.object(submission, "identifier");
        if (identifier == null) {
            identifier = flat(submission);
        }
        String type = Json.string(identifier, "type");
        if (type == null) {
            throw MatrixException.missingParam("identifier.type");
        }
        return switch (type) {
            case "m.id.user" -> user(required(identifier, "user"));
            case "m.id.thirdparty" ->
                    thirdParty(required(identifier, "medium"), required(identifier, "address"));
            case "m.id.phone" -> phone(identifier);
            default -> throw new MatrixException(400, "M_UNKNOWN", "Unknown login identifier type");
        };
    }

    /// The form from before identifiers: `user`, or `medium` and `address`, at the top.
    private static ObjectNode flat(ObjectNode submission) {
        ObjectNode identifier = Json.object();
        String user = Json.string(submission, "user");
        if (user != null) {
            return identifier.put("type", "m.id.user").put("user", user);
        }
        String medium = Json.string(submission, "medium");
        String address = Json.string(submission, "address");
        if (medium == null || address == null) {
            throw MatrixException.missingParam("identifier");
        }
        return identifier
                .put("type", "m.id.thirdparty")
                .put("medium", medium)
                .put("address", address);
    }

    private Claim user(String name) {
        UserId user = usernames.local(name);
        Optional<Account> account =
                user == null ? Optional.empty() : accounts.findIgnoringCase(user);
        return new Claim(name.toLowerCase(Locale.ROOT), account.orElse(null));
    }

    private Claim thirdParty(String medium, String address) {
        try {
            ThirdPartyId id = ThirdPartyId.parse(medium, address);
            Optional<Account> account = thirdPartyIds.owner(id).flatMap(accounts::find);
            return new Claim(id.medium() + ":" + id.address(), account.orElse(null));
        } catch (InvalidIdentifierException e) {
            throw MatrixException.invalidParam("Not a valid third-party identifier");
        }
    }

    private Claim phone(ObjectNode identifier) {
        String number = Json.string(identifier, "phone");
        String text = number == null ? required(identifier, "number") : number;
        try {
            return thirdParty(
                    ThirdPartyId.MSISDN,
                    PhoneNumbers.international(required(identifier, "country"), text));
        } catch (IllegalArgumentException e) {
            throw MatrixException.invalidParam("Not a valid phone number");
        }
    }

    private static String required(ObjectNode identifier, String key) {
        String value = Json.string(identifier, key);
        if (value == null) {
            throw MatrixException.missingParam("identifier." + key);
        }
        return value;
    }

    /// @param key what failures are counted by
    private record Claim(String key, @Nullable Account account) {}
}
