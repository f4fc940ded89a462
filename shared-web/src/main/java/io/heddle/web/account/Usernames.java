package io.heddle.web.account;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.InvalidIdentifierException;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.appservice.AppService;
import io.heddle.storage.appservice.AppServices;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Which names new accounts may have. https://spec.matrix.org/v1.19/appendices/#user-identifiers
@Component
public class Usernames {
    private final Accounts accounts;
    private final AppServices appServices;
    private final ServerName serverName;

    Usernames(Accounts accounts, AppServices appServices, HomeserverSettings settings) {
        this.accounts = accounts;
        this.appServices = appServices;
        this.serverName = ServerName.parse(settings.serverName());
    }

    /// The user id for a name that a person asks for, in lower case. Fails with 400 M_INVALID_USERNAME, M_EXCLUSIVE or
    /// M_USER_IN_USE.
    public UserId choose(String username) {
        UserId user = ofPerson(username);
        if (accounts.isTaken(user)) {
            throw inUse();
        }
        return user;
    }

    /// The same for a guest who becomes a user under the name they have, which is taken by nobody else than them.
    public UserId ofPerson(String username) {
        String localpart = username.toLowerCase(Locale.ROOT);
        if (!UserId.isStrict(localpart)) {
            throw invalid("User names may have only the letters a-z, the digits 0-9 and ._=-/+");
        }
        if (localpart.startsWith("_")) {
            throw invalid("User names may not begin with _");
        }
        if (localpart.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw invalid("Numeric user names are reserved");
        }
        UserId user = id(localpart);
        if (appServices.isExclusiveUser(user, null)) {
            throw new MatrixException(
                    400, "M_EXCLUSIVE", "This user name is reserved by an application service");
        }
        return user;
    }

    /// The user id for a name that an administrator asks for: any that the grammar allows.
    public UserId chooseByAdmin(String username) {
        String localpart = username.toLowerCase(Locale.ROOT);
        if (!UserId.isStrict(localpart)) {
            throw invalid("User names may have only the letters a-z, the digits 0-9 and ._=-/+");
        }
        return free(id(localpart));
    }

    /// The user id for a name that an application service asks for, which must be of its namespace.
    public UserId chooseByService(String username, AppService service) {
        UserId user = id(username);
        if (!service.mayActAs(user) || appServices.isExclusiveUser(user, service.id())) {
            throw new MatrixException(
                    400,
                    "M_EXCLUSIVE",
                    "The user name is not in the application service's namespace");
        }
        return free(user);
    }

    /// The local user that somebody names by user id or localpart; null when it is none of this server.
    public @Nullable UserId local(String userIdOrLocalpart) {
        try {
            if (!userIdOrLocalpart.startsWith("@")) {
                return UserId.of(userIdOrLocalpart, serverName);
            }
            UserId user = UserId.parse(userIdOrLocalpart);
            return user.isOn(serverName) ? user : null;
        } catch (InvalidIdentifierException e) {
            return null;
        }
    }

    private UserId id(String localpart) {
        try {
            return UserId.of(localpart, serverName);
        } catch (InvalidIdentifierException e) {
            throw invalid("Not a user name: " + e.getMessage());
        }
    }

    private UserId free(UserId user) {
        if (accounts.isTaken(user)) {
            throw inUse();
        }
        return user;
    }

    public static MatrixException inUse() {
        return new MatrixException(400, "M_USER_IN_USE", "Desired user ID is already taken");
    }

    private static MatrixException invalid(String message) {
        return new MatrixException(400, "M_INVALID_USERNAME", message);
    }
}
