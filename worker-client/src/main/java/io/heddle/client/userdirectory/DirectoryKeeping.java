package io.heddle.client.userdirectory;

import io.heddle.replication.config.HomeserverSettings;
import io.heddle.replication.duty.Duty;
import io.heddle.replication.stream.StreamName;
import io.heddle.replication.stream.Streams;
import io.heddle.storage.follow.EventFollower;
import io.heddle.storage.follow.EventFollowers;
import io.heddle.storage.userdirectory.UserDirectory;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Follows memberships and open rooms for the user directory.
@Component
class DirectoryKeeping implements SmartLifecycle {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final EventFollower follower;
    private final Streams streams;
    private final boolean enabled;

    DirectoryKeeping(
            EventFollowers followers,
            UserDirectory directory,
            Streams streams,
            HomeserverSettings settings) {
        this.follower =
                followers.create(
                        "user_directory", new Duty(Duty.USER_DIRECTORY, "0"), directory::follow);
        this.streams = streams;
        this.enabled = settings.userDirectory().enabled();
    }

    boolean isEnabled() {
        return enabled;
    }

    /// Waits a while for what happened until now to be in the directory.
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
