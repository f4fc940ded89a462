package io.heddle.sync.v3;

import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.SyncToken;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.Membership;
import io.heddle.sync.live.LiveEvent;
import io.heddle.sync.live.UserRoom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/// Puts an answer together, section by section. Everything is as of the positions of one moment, and what needs storage is
/// read for all rooms at once.
@Component
class SyncComposer {
    private final MembershipNews membershipNews;
    private final JoinedRooms joinedRooms;
    private final StrippedRooms strippedRooms;
    private final LeftRooms leftRooms;
    private final TimelineSection timelines;
    private final SummarySection summaries;
    private final StateSection states;
    private final StickySection sticky;
    private final EphemeralSection ephemeral;
    private final AccountDataSection accountData;
    private final GlobalSection global;
    private final PresenceSection presence;
    private final DeviceSection devices;
    private final DeviceListSection deviceLists;
    private final ProfileSection profiles;

    SyncComposer(
            MembershipNews membershipNews,
            JoinedRooms joinedRooms,
            StrippedRooms strippedRooms,
            LeftRooms leftRooms,
            TimelineSection timelines,
            SummarySection summaries,
            StateSection states,
            StickySection sticky,
            EphemeralSection ephemeral,
            AccountDataSection accountData,
            GlobalSection global,
            PresenceSection presence,
            DeviceSection devices,
            DeviceListSection deviceLists,
            ProfileSection profiles) {
        this.membershipNews = membershipNews;
        this.joinedRooms = joinedRooms;
        this.strippedRooms = strippedRooms;
        this.leftRooms = leftRooms;
        this.timelines = timelines;
        this.summaries = summaries;
        this.states = states;
        this.sticky = sticky;
        this.ephemeral = ephemeral;
        this.accountData = accountData;
        this.global = global;
        this.presence = presence;
        this.devices = devices;
        this.deviceLists = deviceLists;
        this.profiles = profiles;
    }

    SyncAnswer compose(SyncContext context) {
        MembershipNews.News moves = membershipNews.since(context);
        AccountDataSection.Changed data = accountData.read(context);
        StickySection.Found stuck = sticky.read(context, moves.newlyJoined());
        List<RoomDraft> joined = joined(context, moves, data, stuck);
        List<RoomDraft> left =
                leftRooms.drafts(
                        context.isInitial() ? leftRooms.all(context) : moves.left(), context);
        accountData.fill(left, data, context);
        DeviceSection.Messages messages = devices.messages(context);
        Set<String> came = came(joined);
        SyncToken next =
                context.moment()
                        .token()
                        .with(StreamName.TO_DEVICE, messages.position())
                        .with(StreamName.STICKY_EVENTS, stuck.position());
        return new SyncAnswer(
                next,
                joined,
                strippedRooms.of(invited(context, moves), context),
                strippedRooms.of(knocked(context, moves), context),
                left,
                global.read(data, context),
                presence.read(context, moves.newlyJoined(), came),
                messages.messages(),
                deviceLists.read(context),
                profiles.read(context, joined, came));
    }

    private List<RoomDraft> joined(
            SyncContext context,
            MembershipNews.News moves,
            AccountDataSection.Changed data,
            StickySection.Found stuck) {
        Set<Long> told = new HashSet<>(data.roomNids());
        told.addAll(stuck.roomNids());
        List<RoomDraft> drafts = joinedRooms.drafts(context, moves.newlyJoined(), told);
        if (drafts.isEmpty()) {
            return drafts;
        }
        timelines.fill(drafts, context);
        summaries.fill(drafts);
        states.fill(drafts, context);
        sticky.fill(drafts, stuck, context);
        ephemeral.fill(drafts, context);
        accountData.fill(drafts, data, context);
        return drafts.stream().filter(draft -> draft.isFull() || !draft.isEmpty()).toList();
    }

    private static List<UserRoom> invited(SyncContext context, MembershipNews.News moves) {
        return context.isInitial() ? rooms(context, UserRoom::isInvited) : moves.invited();
    }

    private static List<UserRoom> knocked(SyncContext context, MembershipNews.News moves) {
        return context.isInitial() ? rooms(context, UserRoom::hasKnocked) : moves.knocked();
    }

    private static List<UserRoom> rooms(SyncContext context, Predicate<UserRoom> which) {
        return context.rooms().rooms().values().stream().filter(which).toList();
    }

    /// Users who joined the user's rooms since the client's token.
    private static Set<String> came(List<RoomDraft> joined) {
        Set<String> came = new HashSet<>();
        for (RoomDraft draft : joined) {
            List<LiveEvent> window = draft.window();
            if (window != null) {
                for (LiveEvent event : window) {
                    if (Membership.JOIN.equals(event.row().membership())
                            && event.row().stateKey() != null) {
                        came.add(event.row().stateKey());
                    }
                }
            } else if (!draft.isFull()) {
                draft.timeline().events().forEach(event -> addJoined(event, came));
                draft.state().forEach(event -> addJoined(event, came));
            }
        }
        return came;
    }

    private static void addJoined(StoredEvent event, Set<String> came) {
        String user = event.pdu().stateKey();
        if (user != null && Membership.JOIN.equals(event.pdu().membership())) {
            came.add(user);
        }
    }
}
