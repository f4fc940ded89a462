package io.heddle.replication.duty;

import java.util.List;
import java.util.stream.IntStream;

/// Says that this application does a role's work: a bean beside the code that does it. The parts of the role are spread over
/// the live instances that offer it.
public record DutyOffer(String role, List<String> parts) {

    /// A role of one part.
    public static DutyOffer of(String role) {
        return new DutyOffer(role, List.of("0"));
    }

    /// A role whose work is spread over buckets numbered from 0.
    public static DutyOffer buckets(String role, int count) {
        return new DutyOffer(role, IntStream.range(0, count).mapToObj(Integer::toString).toList());
    }
}
