package io.heddle.fuzz;

/// What fuzz targets share.
public final class Fuzzing {
    /// How long each target is fuzzed; run on their seeds alone they take no time.
    public static final String TIME = "20s";

    private Fuzzing() {}
}
