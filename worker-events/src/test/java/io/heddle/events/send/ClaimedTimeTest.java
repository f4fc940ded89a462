package io.heddle.events.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.web.auth.Requester;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimedTimeTest {
    @Test
    void onlyApplicationServicesSayWhenAnEventWasSent() {
        assertThat(SendController.claimed(requester(null), 5L)).isNull();
        assertThat(SendController.claimed(requester("bridge"), 5L)).isEqualTo(5);
        assertThat(SendController.claimed(requester("bridge"), null)).isNull();
        assertThatThrownBy(() -> SendController.claimed(requester("bridge"), -1L))
                .isInstanceOfSatisfying(
                        MatrixException.class,
                        e -> assertThat(e.errcode()).isEqualTo("M_INVALID_PARAM"));
    }

    private static Requester requester(@Nullable String appService) {
        return new Requester(
                UserId.parse("@alice:heddle.test"), null, 0, false, false, false, appService);
    }
}
