package io.heddle.web.auth;

import io.heddle.protocol.id.UserId;
import org.jspecify.annotations.Nullable;

/// Who asks. A controller method with a parameter of this type needs a valid access token; one annotated
/// `@Nullable Requester` takes a request without a token too.
///
/// @param userId the user, or the one an application service masquerades as
/// @param deviceId the device of the token; null for application services without one
/// @param tokenId the number of the access token; 0 for application services
/// @param guest a guest account
/// @param admin a server administrator
/// @param appService the id of the application service that asks
public record Requester(
        UserId userId,
        @Nullable String deviceId,
        long tokenId,
        boolean guest,
        boolean admin,
        boolean suspended,
        @Nullable String appService) {

    /// As the request log names them: a service with the user it stands for.
    String label() {
        return appService == null ? userId.value() : appService + "|" + userId.value();
    }

    /// The device, for endpoints that make no sense without one.
    public String device() {
        if (deviceId == null) {
            throw new io.heddle.protocol.error.MatrixException(
                    400, "M_UNKNOWN", "This request needs a device");
        }
        return deviceId;
    }

    /// Fails with 403 unless this is the user themself.
    public void mustBe(UserId user) {
        if (!userId.equals(user)) {
            throw io.heddle.protocol.error.MatrixException.forbidden("Not your own user id");
        }
    }

    /// Fails with 403 M_USER_SUSPENDED for a suspended user. https://spec.matrix.org/v1.19/client-server-api/#account-suspension
    public void mustNotBeSuspended() {
        if (suspended) {
            throw new io.heddle.protocol.error.MatrixException(
                    403, "M_USER_SUSPENDED", "This account is suspended");
        }
    }
}
