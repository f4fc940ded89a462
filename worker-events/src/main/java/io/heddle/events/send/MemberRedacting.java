package io.heddle.events.send;

import io.heddle.replication.duty.Duty;
import io.heddle.storage.follow.EventFollower;
import io.heddle.storage.follow.EventFollowers;
import io.heddle.storage.persist.MemberRedactions;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Watches for kicks and bans that take the member's events with them.
@Component
class MemberRedacting implements SmartLifecycle {
    static final Duty DUTY = Duty.background("member_redactions");

    private final EventFollower follower;
    private final MemberRedactions redactions;

    MemberRedacting(EventFollowers followers, MemberRedactions redactions) {
        this.redactions = redactions;
        this.follower = followers.create("member_redactions", DUTY, redactions::follow);
    }

    @Override
    public void start() {
        if (redactions.isEnabled()) {
            redactions.listen();
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
