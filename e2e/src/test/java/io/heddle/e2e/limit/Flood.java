package io.heddle.e2e.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.TestClient.Answer;
import java.util.List;
import java.util.function.Supplier;

/// Requests one after another until one is refused for being one too many.
final class Flood {
    /// How many may come on top of a burst because time passes meanwhile.
    private static final int MOST_EXTRA = 20;

    private Flood() {}

    /// Repeats a request.
    ///
    /// @param burst how many must be let through
    static void of(int burst, double perSecond, Supplier<Answer> request) {
        of(burst, perSecond, java.util.Collections.nCopies(burst + MOST_EXTRA, request));
    }

    /// Makes requests until one is refused: after a burst, and what the time it took allows beyond.
    static void of(int burst, double perSecond, List<Supplier<Answer>> requests) {
        long start = System.nanoTime();
        int passed = 0;
        for (Supplier<Answer> request : requests) {
            Answer answer = request.get();
            if (answer.status() == 429) {
                double seconds = (System.nanoTime() - start) / 1e9;
                assertThat(passed)
                        .as(answer.body())
                        .isBetween(burst, burst + (int) Math.ceil(seconds * perSecond));
                refused(answer, perSecond);
                return;
            }
            passed++;
        }
        throw new AssertionError("None of " + requests.size() + " requests was refused");
    }

    /// https://spec.matrix.org/v1.19/client-server-api/#rate-limiting
    static void refused(Answer answer, double perSecond) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(429);
        assertThat(answer.errcode()).isEqualTo("M_LIMIT_EXCEEDED");
        long ms = answer.at("retry_after_ms").longValue();
        assertThat(ms).isBetween(1L, (long) Math.ceil(1000 / perSecond));
        assertThat(answer.header("Retry-After")).isEqualTo(Long.toString((ms + 999) / 1000));
    }
}
