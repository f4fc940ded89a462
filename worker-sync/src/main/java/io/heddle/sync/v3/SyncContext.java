package io.heddle.sync.v3;

import io.heddle.protocol.filter.Filter;
import io.heddle.protocol.id.UserId;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.SyncToken;
import io.heddle.sync.live.LiveSync.Moment;
import io.heddle.sync.live.SyncingUser;
import io.heddle.sync.live.UserRooms;

/// One computation of an answer: the request, who asks, and the moment that the answer is about.
record SyncContext(SyncRequest request, SyncingUser user, Moment moment) {

    UserId userId() {
        return request.user();
    }

    Filter filter() {
        return request.filter();
    }

    UserRooms rooms() {
        return moment.rooms();
    }

    boolean isInitial() {
        return request.since() == null;
    }

    /// Where the client is in a stream; 0 in an initial sync.
    long since(StreamName stream) {
        SyncToken since = request.since();
        return since == null ? 0 : since.position(stream);
    }

    long now(StreamName stream) {
        return moment.token().position(stream);
    }

    /// Whether a stream may have something for the user between the client's token and now.
    boolean mayHaveNews(StreamName stream) {
        return isInitial()
                || now(stream) > since(stream) && user.mayHaveNews(stream, since(stream));
    }
}
