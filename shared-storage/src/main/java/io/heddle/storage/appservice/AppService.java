package io.heddle.storage.appservice;

import io.heddle.protocol.id.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An application service as registered. https://spec.matrix.org/v1.19/application-service-api/#registration
///
/// @param url where it takes transactions, null when it wants none
/// @param sender the user of the service itself
/// @param deviceManagement it makes devices by itself and never logs in
public record AppService(
        String id,
        @Nullable String url,
        String asToken,
        String hsToken,
        UserId sender,
        Namespaces namespaces,
        boolean rateLimited,
        List<String> protocols,
        boolean receiveEphemeral,
        boolean deviceManagement) {

    /// Whether the service may act as this user: the user is its sender or of one of its namespaces.
    public boolean mayActAs(UserId user) {
        return user.equals(sender)
                || namespaces.users().stream().anyMatch(space -> space.matches(user.value()));
    }

    public boolean isInterestedInAlias(String alias) {
        return namespaces.aliases().stream().anyMatch(space -> space.matches(alias));
    }

    public boolean isInterestedInRoom(String roomId) {
        return namespaces.rooms().stream().anyMatch(space -> space.matches(roomId));
    }

    /// Whether no one else may have this user id.
    public boolean ownsUser(UserId user) {
        return user.equals(sender)
                || namespaces.users().stream()
                        .anyMatch(space -> space.exclusive() && space.matches(user.value()));
    }

    public boolean ownsAlias(String alias) {
        return namespaces.aliases().stream()
                .anyMatch(space -> space.exclusive() && space.matches(alias));
    }

    /// The tokens stay out of logs.
    @Override
    public String toString() {
        return "AppService[" + id + "]";
    }
}
