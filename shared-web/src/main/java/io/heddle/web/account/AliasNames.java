package io.heddle.web.account;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomAlias;
import io.heddle.storage.appservice.AppServices;
import io.heddle.web.auth.Requester;
import org.springframework.stereotype.Component;

/// Whose room aliases are. https://spec.matrix.org/v1.19/application-service-api/#registration
@Component
public class AliasNames {
    private final AppServices appServices;

    AliasNames(AppServices appServices) {
        this.appServices = appServices;
    }

    /// Fails with 400 M_EXCLUSIVE for an alias that an application service alone may have, and for one outside the
    /// namespaces of the service that asks.
    public void check(Requester requester, RoomAlias alias) {
        String asking = requester.appService();
        boolean outside =
                asking != null
                        && !appServices
                                .find(asking)
                                .map(service -> service.isInterestedInAlias(alias.value()))
                                .orElse(false);
        if (outside || appServices.isExclusiveAlias(alias.value(), asking)) {
            throw new MatrixException(
                    400,
                    "M_EXCLUSIVE",
                    outside
                            ? "The alias is not in the application service's namespace"
                            : "This alias is reserved by an application service");
        }
    }
}
