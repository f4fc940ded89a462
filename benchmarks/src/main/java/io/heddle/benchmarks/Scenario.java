package io.heddle.benchmarks;

import java.util.Map;

/// One measurement of one server: prepared once, warmed up once, then measured round by round.
interface Scenario {

    /// Rooms and members; not measured.
    void prepare();

    /// The same load as measured, until the server's code is compiled and its caches are filled.
    void warmUp();

    /// Figures of one round, by name.
    Map<String, Object> measure();
}
