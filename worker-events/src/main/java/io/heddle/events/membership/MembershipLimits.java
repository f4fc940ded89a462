package io.heddle.events.membership;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.id.UserId;
import io.heddle.web.auth.Requester;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import io.heddle.web.usage.PersonalLimits;
import io.heddle.web.usage.ServerLimits;
import org.springframework.stereotype.Component;

/// How often memberships may change. https://spec.matrix.org/v1.19/client-server-api/#rate-limiting
@Component
public class MembershipLimits {
    private final RateLimiter limiter;
    private final ServerLimits server;
    private final PersonalLimits personal;

    MembershipLimits(RateLimiter limiter, ServerLimits server, PersonalLimits personal) {
        this.limiter = limiter;
        this.server = server;
        this.personal = personal;
    }

    /// A change of membership is a message like any other.
    void write(Requester requester) {
        server.check(requester);
        limiter.check(Limit.MESSAGE, requester);
    }

    /// Before a join to a room that this server is in.
    void join(Requester requester, RoomId room) {
        limiter.check(Limit.JOINS_LOCAL, requester);
        limiter.peek(Limit.JOINS_PER_ROOM, requester, room.value(), 1);
        write(requester);
        personal.checkRoom(requester.userId());
    }

    /// Before a join by way of other servers.
    public void remoteJoin(Requester requester, RoomId room) {
        limiter.check(Limit.JOINS_REMOTE, requester);
        limiter.peek(Limit.JOINS_PER_ROOM, requester, room.value(), 1);
        server.check(requester);
        personal.checkRoom(requester.userId());
    }

    /// After a join of whomever, this server's users or others.
    public void joined(RoomId room) {
        limiter.record(Limit.JOINS_PER_ROOM, room.value());
    }

    void invite(Requester requester, RoomId room, UserId invitee) {
        limiter.check(Limit.INVITES_PER_ROOM, requester, room.value());
        limiter.check(Limit.INVITES_PER_USER, requester, invitee.value());
        limiter.check(Limit.INVITES_PER_ISSUER, requester);
    }

    void thirdPartyInvite(Requester requester) {
        limiter.check(Limit.THIRD_PARTY_INVITE, requester);
    }

    /// Before a new room, whose first events count as one.
    public void create(Requester requester) {
        limiter.peek(Limit.ROOM_CREATION, requester, requester.userId().value(), 1);
        write(requester);
        limiter.check(Limit.ROOM_CREATION, requester);
        personal.checkRoom(requester.userId());
    }

    /// Before the invites of a new room, which count as those of no room yet.
    public void inviteAtOnce(Requester requester, int count) {
        try {
            limiter.peek(Limit.INVITES_PER_ROOM, requester, requester.userId().value(), count);
        } catch (MatrixException tooMany) {
            throw new MatrixException(400, "M_UNKNOWN", "Cannot invite so many users at once");
        }
    }
}
