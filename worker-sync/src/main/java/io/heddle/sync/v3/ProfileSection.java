package io.heddle.sync.v3;

import io.heddle.protocol.filter.ProfileFields;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.StreamRow;
import io.heddle.storage.profile.Profile;
import io.heddle.storage.profile.ProfileChanges;
import io.heddle.storage.profile.Profiles;
import io.heddle.storage.room.MembershipHistory;
import io.heddle.storage.room.MembershipHistory.Hero;
import io.heddle.sync.json.JsonOut;
import io.heddle.sync.live.UserRoom;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fields of profiles that the client asked for: all of them at first, then what changes, of the user and of who shares a
/// room with them. As an open proposal has it: MSC4429. Only this server's users are known.
@Component
class ProfileSection {
    private final Profiles profiles;
    private final ProfileChanges changes;
    private final MembershipHistory memberships;
    private final boolean enabled;

    ProfileSection(
            Profiles profiles,
            ProfileChanges changes,
            MembershipHistory memberships,
            HomeserverSettings settings) {
        this.profiles = profiles;
        this.changes = changes;
        this.memberships = memberships;
        this.enabled = settings.experimentalFeatures().msc4429Enabled();
    }

    /// @param users what is told of each: fields and their values, null for those that are gone
    record ProfileNews(boolean unstable, Map<String, ObjectNode> users) {
        static final ProfileNews NONE = new ProfileNews(false, Map.of());

        boolean isEmpty() {
            return users.isEmpty();
        }

        void write(JsonOut out) {
            if (isEmpty()) {
                return;
            }
            out.name(unstable ? "org.matrix.msc4429.users" : "users").beginObject();
            users.forEach((user, fields) -> {
                out.name(user).beginObject();
                out.name("profile_updates").value((JsonNode) fields);
                out.endObject();
            });
            out.endObject();
        }
    }

    /// @param came users who came to the user's rooms since the client's token: all of them is news
    ProfileNews read(SyncContext context, List<RoomDraft> joined, Collection<String> came) {
        ProfileFields wanted = context.filter().profileFields();
        if (!enabled || wanted.isEmpty()) {
            return ProfileNews.NONE;
        }
        boolean all = context.isInitial() || context.request().fullState();
        Set<String> whole = new TreeSet<>(all ? everybody(context, joined) : came);
        Map<String, Set<String>> changed = all ? Map.of() : changed(context, wanted);
        Set<String> about = new TreeSet<>(whole);
        about.addAll(changed.keySet());
        return about.isEmpty()
                ? ProfileNews.NONE
                : new ProfileNews(wanted.unstable(), values(wanted, about, whole, changed));
    }

    private Map<String, ObjectNode> values(
            ProfileFields wanted,
            Set<String> about,
            Set<String> whole,
            Map<String, Set<String>> changed) {
        Map<String, Profile> known = profiles.findAll(about);
        Map<String, ObjectNode> users = new TreeMap<>();
        for (String user : about) {
            ObjectNode present = known.getOrDefault(user, Profile.empty()).toJson();
            Set<String> news = changed.getOrDefault(user, Set.of());
            ObjectNode told = Json.object();
            for (String field : wanted.ids()) {
                if (present.has(field) && (whole.contains(user) || news.contains(field))) {
                    told.set(field, present.get(field));
                } else if (news.contains(field)) {
                    told.putNull(field);
                }
            }
            if (!told.isEmpty()) {
                users.put(user, told);
            }
        }
        return users;
    }

    private Map<String, Set<String>> changed(SyncContext context, ProfileFields wanted) {
        if (!context.mayHaveNews(StreamName.PROFILES)) {
            return Map.of();
        }
        long since = context.since(StreamName.PROFILES);
        long now = context.now(StreamName.PROFILES);
        List<StreamRow.Profile> rows = context.user().profilesBetween(since, now);
        if (rows == null) {
            rows = changes.changed(context.userId(), since, now);
        }
        Map<String, Set<String>> changed = new HashMap<>();
        for (StreamRow.Profile row : rows) {
            if (wanted.ids().contains(row.field())) {
                changed.computeIfAbsent(row.userId(), user -> new TreeSet<>()).add(row.field());
            }
        }
        return changed;
    }

    /// Everyone in the user's rooms; with members loaded lazily only those whom the answer shows.
    private Collection<String> everybody(SyncContext context, List<RoomDraft> joined) {
        Set<String> users = new TreeSet<>();
        users.add(context.userId().value());
        if (!context.filter().lazyLoadMembers()) {
            users.addAll(
                    memberships.joinedTo(
                            context.rooms().joined().stream().map(UserRoom::roomNid).toList()));
            return users;
        }
        for (RoomDraft draft : joined) {
            draft.timeline().events().forEach(event -> users.add(event.pdu().sender().value()));
            if (draft.summary() != null) {
                draft.summary().heroes(context.userId().value()).stream()
                        .map(Hero::userId)
                        .forEach(users::add);
            }
        }
        return users;
    }
}
