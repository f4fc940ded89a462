package io.heddle.sync.v3;

import io.heddle.sync.live.InitialSyncs;
import io.heddle.sync.live.LiveSync;
import io.heddle.sync.live.LiveSync.Moment;
import io.heddle.sync.live.SyncingUser;
import java.util.function.BiFunction;
import org.springframework.stereotype.Service;

/// Answers a sync: at once when there is news, else when there is, else when the time is up. Initial syncs, which cost more,
/// run a few at a time on threads of their own.
@Service
class SyncService {
    private final LiveSync live;
    private final SyncComposer composer;
    private final SyncWriter writer;
    private final DeviceSection devices;
    private final LocalEchoes echoes;
    private final InitialSyncs initialSyncs;
    private final SyncMeters meters;

    SyncService(
            LiveSync live,
            SyncComposer composer,
            SyncWriter writer,
            DeviceSection devices,
            LocalEchoes echoes,
            InitialSyncs initialSyncs,
            SyncMeters meters) {
        this.live = live;
        this.composer = composer;
        this.writer = writer;
        this.devices = devices;
        this.echoes = echoes;
        this.initialSyncs = initialSyncs;
        this.meters = meters;
    }

    byte[] sync(SyncRequest request) {
        return request.since() == null || request.fullState()
                ? initialSyncs.run(() -> with(request, this::whole))
                : with(request, this::news);
    }

    private byte[] with(SyncRequest request, BiFunction<SyncRequest, SyncingUser, byte[]> answer) {
        SyncingUser user = live.acquire(request.user());
        try {
            return answer.apply(request, user);
        } finally {
            live.release(user);
        }
    }

    private byte[] whole(SyncRequest request, SyncingUser user) {
        long started = System.nanoTime();
        SyncContext context = context(request, user);
        devices.acknowledge(request, context);
        return written(composer.compose(context), context, started);
    }

    private byte[] news(SyncRequest request, SyncingUser user) {
        long started = System.nanoTime();
        long deadline = started + request.timeout().toNanos();
        SyncContext context = context(request, user);
        devices.acknowledge(request, context);
        while (true) {
            SyncAnswer answer = composer.compose(context);
            if (!answer.isEmpty() || live.closing() || System.nanoTime() >= deadline) {
                echoes.letSendsBeAnswered(answer, request);
                return written(answer, context, started);
            }
            live.await(user, answer.next(), deadline);
            started = System.nanoTime();
            context = context(request, user);
        }
    }

    /// @param started when the work on this answer began, after the last wait for news
    private byte[] written(SyncAnswer answer, SyncContext context, long started) {
        byte[] bytes = writer.write(answer, context);
        meters.answered(context.request(), !answer.isEmpty(), System.nanoTime() - started);
        return bytes;
    }

    private SyncContext context(SyncRequest request, SyncingUser user) {
        Moment moment = live.now(user, request.since());
        return new SyncContext(request, user, moment);
    }
}
