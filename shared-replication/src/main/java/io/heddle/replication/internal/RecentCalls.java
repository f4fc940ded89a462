package io.heddle.replication.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Calls of the last minutes, done and under way: a repeated one gets the first one's answer.
final class RecentCalls {
    private static final int CALLS = 20_000;
    private static final int LARGEST = 64 * 1024;

    private final Cache<Key, CompletableFuture<Answer>> answers =
            Caffeine.newBuilder()
                    .maximumSize(CALLS)
                    .expireAfterWrite(Duration.ofMinutes(2))
                    .build();

    /// @param digest of the request, so that a key used for something else is another call
    record Key(String caller, String key, String call, String digest) {}

    Answer once(Key key, Supplier<Answer> work) {
        CompletableFuture<Answer> mine = new CompletableFuture<>();
        CompletableFuture<Answer> first = answers.asMap().putIfAbsent(key, mine);
        if (first != null) {
            return first.join();
        }
        Answer answer = new Answer(Outcome.FAILED, new byte[0]);
        try {
            answer = work.get();
            return answer;
        } finally {
            mine.complete(answer);
            if (!isFinal(answer)) {
                answers.asMap().remove(key, mine);
            }
        }
    }

    /// What came to nothing may be tried again.
    private static boolean isFinal(Answer answer) {
        return switch (answer.outcome()) {
            case DONE, ERROR, FAILED -> answer.body().length <= LARGEST;
            case MOVED, DENIED, MISDIRECTED, LATE, BAD -> false;
        };
    }
}
