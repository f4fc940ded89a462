package io.heddle.main.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static Options parse(String... words) {
        return Options.parse(List.of(words), Set.of("--user", "--data"), Set.of("--admin"));
    }

    @Test
    void valuesFollowTheirNameOrAnEqualsSign() {
        Options options = parse("--user", "alice", "--data=/srv/a=b", "--admin");

        assertThat(options.get("--user")).isEqualTo("alice");
        assertThat(options.get("--data")).isEqualTo("/srv/a=b");
        assertThat(options.has("--admin")).isTrue();
    }

    @Test
    void whatIsNotGivenHasItsDefault() {
        assertThat(parse().get("--data", "./data")).isEqualTo("./data");
        assertThat(parse().has("--admin")).isFalse();
    }

    @Test
    void anUnknownOrUnfinishedOptionIsNamed() {
        assertThatThrownBy(() -> parse("--usr", "alice"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--usr");
        assertThatThrownBy(() -> parse("--user"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--user needs");
    }
}
