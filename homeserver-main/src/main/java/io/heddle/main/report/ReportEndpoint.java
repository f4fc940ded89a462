package io.heddle.main.report;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.EventId;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.report.Report;
import io.heddle.storage.report.Reports;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import io.heddle.web.json.Fields;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import io.heddle.web.route.ClientController;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// Reports of events, rooms and users. https://spec.matrix.org/v1.19/client-server-api/#reporting-content
@ClientController
class ReportEndpoint {
    private final Reports reports;
    private final Rooms rooms;
    private final Events events;
    private final Memberships memberships;
    private final Accounts accounts;
    private final RateLimiter limiter;
    private final ServerName serverName;

    ReportEndpoint(
            Reports reports,
            Rooms rooms,
            Events events,
            Memberships memberships,
            Accounts accounts,
            RateLimiter limiter,
            HomeserverSettings settings) {
        this.reports = reports;
        this.rooms = rooms;
        this.events = events;
        this.memberships = memberships;
        this.accounts = accounts;
        this.limiter = limiter;
        this.serverName = ServerName.parse(settings.serverName());
    }

    /// The reporter must be in the room.
    @PostMapping("/rooms/{roomId}/report/{eventId}")
    Map<String, Object> event(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable EventId eventId,
            @RequestBody ObjectNode body) {
        String reason = Fields.string(body, "reason");
        Fields.integer(body, "score");
        limiter.check(Limit.REPORTS, requester);
        Room room =
                rooms.find(roomId)
                        .filter(found -> memberships.isJoined(requester.userId(), found.nid()))
                        .orElseThrow(ReportEndpoint::noEvent);
        StoredEvent event =
                events.find(eventId)
                        .filter(found -> found.roomNid() == room.nid())
                        .orElseThrow(ReportEndpoint::noEvent);
        reports.add(Report.event(requester.userId(), roomId, event.pdu().eventId(), reason, body));
        return Map.of();
    }

    @PostMapping({"/rooms/{roomId}/report", "/org.matrix.msc4151/rooms/{roomId}/report"})
    Map<String, Object> room(
            Requester requester, @PathVariable RoomId roomId, @RequestBody ObjectNode body) {
        String reason = Fields.requiredString(body, "reason");
        limiter.check(Limit.REPORTS, requester);
        if (rooms.find(roomId).isEmpty()) {
            throw MatrixException.notFound("The room was not found");
        }
        reports.add(Report.room(requester.userId(), roomId, reason, body));
        return Map.of();
    }

    @PostMapping({"/users/{userId}/report", "/org.matrix.msc4260/users/{userId}/report"})
    Map<String, Object> user(
            Requester requester, @PathVariable UserId userId, @RequestBody ObjectNode body) {
        String reason = Fields.requiredString(body, "reason");
        limiter.check(Limit.REPORTS, requester);
        if (!isKnown(userId)) {
            throw MatrixException.notFound("The user was not found");
        }
        reports.add(Report.user(requester.userId(), userId, reason, body));
        return Map.of();
    }

    private boolean isKnown(UserId user) {
        return user.isOn(serverName)
                ? accounts.exists(user)
                : !memberships
                        .ofUser(
                                user,
                                List.of(
                                        Membership.JOIN,
                                        Membership.INVITE,
                                        Membership.LEAVE,
                                        Membership.BAN))
                        .isEmpty();
    }

    private static MatrixException noEvent() {
        return MatrixException.notFound(
                "The event was not found or you are not joined to the room");
    }
}
