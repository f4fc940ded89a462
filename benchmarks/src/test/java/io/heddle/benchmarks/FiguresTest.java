package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void percentilesAreTheNearestRank() {
        Latencies latencies = new Latencies();
        for (int millis = 1; millis <= 2000; millis++) {
            latencies.add(millis * 1_000_000L);
        }

        assertThat(latencies.percentile(50)).isEqualTo(1000);
        assertThat(latencies.percentile(99)).isEqualTo(1980);
        assertThat(latencies.percentile(100)).isEqualTo(2000);
        assertThat(latencies.medianOf(0, 20)).isEqualTo(10);
        assertThat(new Latencies().percentile(50)).isNaN();
    }

    @Test
    void aProcessNameWithSpacesAndParenthesesDoesNotShiftTheFields() {
        String line =
                "42 (postgres: (a) b) S 7 42 42 0 -1 4194560 1 2 3 4 100 20 3 4 20 0 1 0 99 0 0";

        ProcessGroup.Stat stat = ProcessGroup.Stat.parse(42, line);

        assertThat(stat.parent()).isEqualTo(7);
        assertThat(stat.ticks()).isEqualTo(127);
    }

    @Test
    void thisProcessHasMemoryAndUsesTheProcessor() {
        ProcessGroup self =
                new ProcessGroup(List.of(ProcessHandle.current().pid()), Path.of("/nonexistent"));

        assertThat(self.pssMebibytes()).isPositive();
        assertThat(self.cpuMillis()).isPositive();
    }

    @Test
    void stringMembersAreFoundWithAndWithoutBlanks() {
        String json = "{\"end_x\": 1, \"note\": \"end\", \"end\" : \"t1\"}";

        assertThat(JsonFields.string(json, "end")).isEqualTo("t1");
        assertThat(JsonFields.string(json, "start")).isNull();
        assertThat(JsonFields.count("aXbXc", "X")).isEqualTo(2);
    }

    @Test
    void resultsAreWrittenAsJson() {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("a\"b", List.of(1.5, 2, "x\n"));
        results.put("none", Double.NaN);

        assertThat(JsonWriter.write(results))
                .isEqualTo(
                        """
                        {
                          "a\\"b": [
                            1.5000,
                            2,
                            "x\\u000a"
                          ],
                          "none": null
                        }
                        """);
    }
}
