package io.heddle.sync.v3;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.heddle.protocol.id.UserId;
import io.heddle.sync.room.MemberEvents.Member;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Which member events each device was told lately. A device counts as knowing one only when it comes back with a token at
/// least as new as the answer that told it: an answer may have been lost.
@Component
class SeenMembers {
    private static final int DEVICES = 10_000;
    private static final int MEMBERS = 500;

    private final Cache<Device, Seen> devices = Caffeine.newBuilder().maximumSize(DEVICES).build();

    private record Device(String userId, String deviceId) {}

    private record Told(long eventNid, long at) {}

    /// What one device was told.
    static final class Seen {
        private final Map<Member, Told> members =
                new LinkedHashMap<>(16, 0.75f, true) {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Member, Told> eldest) {
                        return size() > MEMBERS;
                    }
                };

        /// @param since the events position of the token that the device came with
        synchronized boolean knows(Member member, long eventNid, long since) {
            Told told = members.get(member);
            return told != null && told.eventNid() == eventNid && told.at() <= since;
        }

        /// @param now the events position of the answer's token
        synchronized void tell(Member member, long eventNid, long now) {
            Told told = members.get(member);
            if (told == null || told.eventNid() != eventNid) {
                members.put(member, new Told(eventNid, now));
            }
        }

        synchronized void forget() {
            members.clear();
        }
    }

    Seen of(UserId user, @Nullable String deviceId) {
        return devices.get(
                new Device(user.value(), deviceId == null ? "" : deviceId), key -> new Seen());
    }
}
