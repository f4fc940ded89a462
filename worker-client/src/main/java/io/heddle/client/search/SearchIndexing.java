package io.heddle.client.search;

import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.follow.EventFollower;
import io.heddle.storage.follow.EventFollowers;
import io.heddle.storage.search.SearchIndex;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Keeps the search index up to date in the background.
@Component
class SearchIndexing implements SmartLifecycle {
    static final Duty DUTY = Duty.background("search");

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final EventFollower follower;
    private final Streams streams;
    private final boolean enabled;

    SearchIndexing(
            EventFollowers followers,
            SearchIndex index,
            Streams streams,
            HomeserverSettings settings) {
        this.follower = followers.create("search", DUTY, index::follow);
        this.streams = streams;
        this.enabled = settings.enableSearch();
    }

    boolean isEnabled() {
        return enabled;
    }

    /// Waits a while for what was sent until now to be searchable.
    void catchUp() {
        follower.await(streams.position(StreamName.EVENTS), PATIENCE);
    }

    @Override
    public void start() {
        if (enabled) {
            follower.start();
        }
    }

    @Override
    public void stop() {
        follower.stop();
    }

    @Override
    public boolean isRunning() {
        return follower.isRunning();
    }
}
