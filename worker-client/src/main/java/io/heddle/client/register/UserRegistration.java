package io.heddle.client.register;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.account.NewAccount;
import io.heddle.storage.account.RegistrationTokens;
import io.heddle.storage.account.Sessions;
import io.heddle.storage.account.UiaSession;
import io.heddle.storage.account.UiaSessions;
import io.heddle.web.account.LoginAnswer;
import io.heddle.web.account.PasswordHasher;
import io.heddle.web.account.PasswordPolicy;
import io.heddle.web.account.Usernames;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import io.heddle.web.uia.InteractiveAuth;
import io.heddle.web.uia.Operation;
import io.heddle.web.uia.Progress;
import io.heddle.web.uia.Stage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Registration of people: checks the name, has them go through a flow, makes the account.
///
/// The password is hashed at the first request and kept so in the session: clients need not repeat it, and it is stored
/// nowhere. A session that has made an account gives the same account when it is used again.
@Component
class UserRegistration {
    private static final String PASSWORD_HASH = "password_hash";
    private static final String REGISTERED = "registered_user";
    private static final String GUEST = "guest_user";

    private final InteractiveAuth interactiveAuth;
    private final RegistrationFlows flows;
    private final UiaSessions uiaSessions;
    private final RegistrationTokens registrationTokens;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Usernames usernames;
    private final GuestUpgrade guestUpgrade;
    private final PasswordPolicy policy;
    private final PasswordHasher hasher;
    private final RateLimiter limiter;
    private final HomeserverSettings settings;

    UserRegistration(
            InteractiveAuth interactiveAuth,
            RegistrationFlows flows,
            UiaSessions uiaSessions,
            RegistrationTokens registrationTokens,
            Accounts accounts,
            Sessions sessions,
            Usernames usernames,
            GuestUpgrade guestUpgrade,
            PasswordPolicy policy,
            PasswordHasher hasher,
            RateLimiter limiter,
            HomeserverSettings settings) {
        this.interactiveAuth = interactiveAuth;
        this.flows = flows;
        this.uiaSessions = uiaSessions;
        this.registrationTokens = registrationTokens;
        this.accounts = accounts;
        this.sessions = sessions;
        this.usernames = usernames;
        this.guestUpgrade = guestUpgrade;
        this.policy = policy;
        this.hasher = hasher;
        this.limiter = limiter;
        this.settings = settings;
    }

    LoginAnswer register(ObjectNode submitted, Operation operation) {
        flows.requireOpen();
        RegistrationBody asked = RegistrationBody.of(submitted);
        if (asked.password() != null) {
            policy.check(asked.password());
        }
        UiaSession earlier = earlier(submitted);
        UserId guest = guest(asked, earlier);
        if (asked.username() != null
                && guest == null
                && (earlier == null || !earlier.data().has(REGISTERED))) {
            usernames.choose(asked.username());
        }
        Progress progress =
                interactiveAuth.attempt(operation, withoutSecrets(submitted, asked), flows.flows());
        if (progress.missing() != null) {
            rememberPassword(progress.session(), asked.password());
            if (guest != null) {
                uiaSessions.setData(progress.session().id(), GUEST, guest.value());
            }
            throw progress.missing();
        }
        UserId user = account(progress, asked.password(), guest, operation.address());
        return session(user, RegistrationBody.of(progress.body()));
    }

    private @Nullable UiaSession earlier(ObjectNode submitted) {
        String session = Json.string(Json.object(submitted, "auth"), "session");
        return session == null ? null : interactiveAuth.session(session);
    }

    private @Nullable UserId guest(RegistrationBody asked, @Nullable UiaSession earlier) {
        if (asked.guestAccessToken() != null) {
            return guestUpgrade.guest(asked.guestAccessToken(), asked.username());
        }
        String remembered = earlier == null ? null : Json.string(earlier.data(), GUEST);
        return remembered == null ? null : UserId.parse(remembered);
    }

    /// What the session keeps. A display name for the device that comes alone is left out, or it would take the place of
    /// everything said before.
    private static ObjectNode withoutSecrets(ObjectNode submitted, RegistrationBody asked) {
        ObjectNode body = submitted.deepCopy();
        body.remove("password");
        body.remove("guest_access_token");
        if (asked.password() == null) {
            body.remove("initial_device_display_name");
        }
        return body;
    }

    private void rememberPassword(UiaSession session, @Nullable String password) {
        if (password != null && !session.data().has(PASSWORD_HASH)) {
            uiaSessions.setData(session.id(), PASSWORD_HASH, hasher.hash(password));
        }
    }

    private UserId account(
            Progress progress, @Nullable String password, @Nullable UserId guest, String address) {
        ObjectNode data = progress.session().data();
        String registered = Json.string(data, REGISTERED);
        if (registered != null) {
            return UserId.parse(registered);
        }
        String hash = password == null ? Json.string(data, PASSWORD_HASH) : hasher.hash(password);
        if (hash == null) {
            throw MatrixException.missingParam("password");
        }
        limiter.check(Limit.REGISTRATION, address);
        UserId user =
                guest == null
                        ? create(RegistrationBody.of(progress.body()), hash)
                        : upgrade(guest, hash);
        uiaSessions.setData(progress.session().id(), REGISTERED, user.value());
        finish(progress.session(), user);
        return user;
    }

    private UserId create(RegistrationBody wanted, String hash) {
        UserId user =
                wanted.username() == null
                        ? accounts.nextNumbered()
                        : usernames.choose(wanted.username());
        if (!accounts.create(NewAccount.user(user, hash))) {
            throw Usernames.inUse();
        }
        return user;
    }

    private UserId upgrade(UserId guest, String hash) {
        guestUpgrade.upgrade(guest, hash);
        return guest;
    }

    private void finish(UiaSession session, UserId user) {
        String token = Json.string(session.data(), Stage.REGISTRATION_TOKEN);
        if (token != null) {
            registrationTokens.use(token);
        }
        String terms = settings.terms().version();
        if (terms != null && session.completed().has(Stage.TERMS)) {
            accounts.setTermsVersion(user, terms);
        }
    }

    private LoginAnswer session(UserId user, RegistrationBody wanted) {
        if (wanted.inhibitLogin()) {
            return LoginAnswer.withoutSession(user);
        }
        return LoginAnswer.of(
                sessions.start(user, wanted.deviceId(), wanted.deviceName(), wanted.refreshable()),
                null);
    }
}
