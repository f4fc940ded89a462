package io.heddle.replication.remote;

import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;

/// Marks what routes, so that it is told from the local implementation that it may have beside it.
interface Routed {

    /// The implementation of this process, where it has one.
    static <T> Optional<T> local(ObjectProvider<T> all) {
        return all.stream().filter(one -> !(one instanceof Routed)).findFirst();
    }
}
