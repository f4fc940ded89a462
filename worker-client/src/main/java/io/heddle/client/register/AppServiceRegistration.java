package io.heddle.client.register;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.account.NewAccount;
import io.heddle.storage.account.Sessions;
import io.heddle.storage.appservice.AppService;
import io.heddle.web.account.LoginAnswer;
import io.heddle.web.account.Usernames;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Accounts of an application service's namespace, without a password.
/// https://spec.matrix.org/v1.19/application-service-api/#server-admin-style-permissions
@Component
class AppServiceRegistration {
    private final Accounts accounts;
    private final Sessions sessions;
    private final Usernames usernames;

    AppServiceRegistration(Accounts accounts, Sessions sessions, Usernames usernames) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.usernames = usernames;
    }

    LoginAnswer register(ObjectNode body, AppService service) {
        RegistrationBody wanted = RegistrationBody.of(body);
        if (wanted.username() == null) {
            throw MatrixException.missingParam("username");
        }
        if (service.deviceManagement() && !wanted.inhibitLogin()) {
            throw new MatrixException(
                    400,
                    "M_APPSERVICE_LOGIN_UNSUPPORTED",
                    "This application service manages devices: set inhibit_login");
        }
        UserId user = usernames.chooseByService(wanted.username(), service);
        if (!accounts.create(NewAccount.ofService(user, service.id()))) {
            throw Usernames.inUse();
        }
        if (wanted.inhibitLogin()) {
            return LoginAnswer.withoutSession(user);
        }
        return LoginAnswer.of(
                sessions.start(user, wanted.deviceId(), wanted.deviceName(), wanted.refreshable()),
                null);
    }
}
