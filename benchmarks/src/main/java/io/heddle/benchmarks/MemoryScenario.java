package io.heddle.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/// Memory of the server's processes with its database, as they are at the moment.
final class MemoryScenario implements Scenario {

    private final Homeserver server;

    MemoryScenario(Homeserver server) {
        this.server = server;
    }

    @Override
    public void prepare() {
        // Nothing: the state found is the one to measure.
    }

    @Override
    public void warmUp() {
        // Nothing: see prepare.
    }

    @Override
    public Map<String, Object> measure() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("pss_mib", server.target().processes().pssMebibytes());
        return metrics;
    }
}
