package io.heddle.events.membership;

import io.heddle.protocol.id.UserId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.profile.Profile;
import io.heddle.storage.profile.Profiles;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Builds the content of member events.
@Component
public class MembershipContent {
    private static final Set<String> OF_THE_SERVER =
            Set.of(
                    "membership",
                    "reason",
                    "kind",
                    "third_party_signed",
                    "third_party_invite",
                    "join_authorised_via_users_server");

    private final Profiles profiles;

    MembershipContent(Profiles profiles) {
        this.profiles = profiles;
    }

    /// Membership with the user's profile as it is now, if the user is a local one.
    public ObjectNode withProfile(UserId user, String membership, @Nullable String reason) {
        return profiles.find(user).orElseGet(Profile::empty).into(plain(membership, reason));
    }

    /// Adds what a client says about its membership beyond what the specification knows of.
    void addOwn(ObjectNode content, @Nullable ObjectNode body) {
        if (body != null) {
            body.forEachEntry((key, value) -> {
                if (!content.has(key) && !OF_THE_SERVER.contains(key)) {
                    content.set(key, value);
                }
            });
        }
    }

    public ObjectNode plain(String membership, @Nullable String reason) {
        ObjectNode content = Json.object();
        content.put("membership", membership);
        if (reason != null) {
            content.put("reason", reason);
        }
        return content;
    }
}
