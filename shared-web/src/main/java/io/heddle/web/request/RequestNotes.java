package io.heddle.web.request;

import io.heddle.storage.database.DatabaseUse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/// What those who work on a request note for its line in the log and its meters.
public final class RequestNotes {
    private static final String ATTRIBUTE = RequestNotes.class.getName();

    private volatile String requester = "";
    private volatile DatabaseUse.Amount database = DatabaseUse.Amount.NONE;
    private volatile long processedAt;

    private RequestNotes() {}

    public static RequestNotes of(ServerWebExchange exchange) {
        return (RequestNotes)
                exchange.getAttributes().computeIfAbsent(ATTRIBUTE, key -> new RequestNotes());
    }

    static @Nullable RequestNotes of(ServerHttpRequest request) {
        return (RequestNotes) request.getAttributes().get(ATTRIBUTE);
    }

    /// Notes who asks: a user, a server, or a service and the user it stands for, with `|` between.
    public void requester(String who) {
        requester = who;
    }

    /// Notes that this thread has done its part: what it used of the database, and the time.
    public void processed() {
        DatabaseUse.Amount used = DatabaseUse.take();
        if (used != DatabaseUse.Amount.NONE) {
            database = database.plus(used);
        }
        processedAt = System.nanoTime();
    }

    String requester() {
        return requester;
    }

    DatabaseUse.Amount database() {
        return database;
    }

    /// In the time of [System#nanoTime]; 0 when nobody worked on it.
    long processedAt() {
        return processedAt;
    }
}
