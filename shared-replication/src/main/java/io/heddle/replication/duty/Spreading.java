package io.heddle.replication.duty;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Spreads the parts of a role over instances by rendezvous hashing: every instance comes to the same answer by itself, and
/// an instance that comes or goes moves only the parts that become or were its own.
final class Spreading {
    private Spreading() {}

    /// The duties of an offer that belong to `instance` when `live` offer the role.
    static List<Duty> of(DutyOffer offer, String instance, Collection<String> live) {
        List<Duty> mine = new ArrayList<>();
        for (String part : offer.parts()) {
            if (belongsTo(offer.role(), part, instance, live)) {
                mine.add(new Duty(offer.role(), part));
            }
        }
        return mine;
    }

    private static boolean belongsTo(
            String role, String part, String instance, Collection<String> live) {
        long own = weight(role, part, instance);
        for (String other : live) {
            long theirs = other.equals(instance) ? own : weight(role, part, other);
            if (theirs > own || (theirs == own && other.compareTo(instance) < 0)) {
                return false;
            }
        }
        return true;
    }

    private static long weight(String role, String part, String instance) {
        long hash = 1469598103934665603L;
        for (String text : List.of(role, part, instance)) {
            for (int i = 0; i < text.length(); i++) {
                hash = (hash ^ text.charAt(i)) * 1099511628211L;
            }
            hash = (hash ^ '/') * 1099511628211L;
        }
        return mixed(hash);
    }

    private static long mixed(long hash) {
        long mixed = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
