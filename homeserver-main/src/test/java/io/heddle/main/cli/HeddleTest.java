package io.heddle.main.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeddleTest {
    @Test
    void theHelpListsEveryCommand() {
        assertThat(Heddle.help()).contains("run  ", "register-user  ", "train  ");
    }

    @Test
    void anUnknownCommandIsNamed() {
        assertThatThrownBy(() -> Heddle.run(List.of("fly")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("fly");
    }
}
