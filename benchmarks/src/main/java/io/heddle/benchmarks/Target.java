package io.heddle.benchmarks;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A server under test: where it answers and which processes belong to it.
///
/// @param name column of the report
/// @param base address of its client-server API
/// @param secret shared secret of `/_synapse/admin/v1/register`; empty for open registration
/// @param pids roots of its process trees, the database's among them
/// @param directory every process with its working directory in here belongs to the server as well,
///     which covers a database that left its parent's tree
record Target(String name, URI base, String secret, List<Long> pids, Path directory) {

    /// From `NAME,URL,SECRET,PID+PID,DIRECTORY`.
    static Target parse(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length != 5) {
            throw new IllegalArgumentException(
                    "--server wants NAME,URL,SECRET,PID+PID,DIRECTORY, not " + text);
        }
        List<Long> pids = Arrays.stream(parts[3].split("\\+")).map(Long::valueOf).toList();
        return new Target(parts[0], URI.create(parts[1]), parts[2], pids, Path.of(parts[4]));
    }

    HttpConnection connect() {
        return new HttpConnection(base);
    }

    ProcessGroup processes() {
        return new ProcessGroup(pids, directory);
    }
}
