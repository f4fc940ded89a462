package io.heddle.sync.live;

import io.heddle.replication.stream.StreamRow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// News about other users that concern one user: the latest row of each, bounded. Rows after [#floor] are all there.
final class Inbox<R extends StreamRow> {
    private static final int CAPACITY = 2000;

    private final Map<String, R> rows = new LinkedHashMap<>();
    private long floor;

    synchronized void startAt(long position) {
        floor = Math.max(floor, position);
    }

    synchronized void add(String about, R row) {
        rows.remove(about);
        rows.put(about, row);
        if (rows.size() > CAPACITY) {
            Iterator<R> oldest = rows.values().iterator();
            floor = Math.max(floor, oldest.next().position());
            oldest.remove();
        }
    }

    synchronized boolean completeAfter(long position) {
        return position >= floor;
    }

    /// The latest row about each user, of those with `from < position <= to`. A user whose latest row is newer than `to`
    /// comes with the next answer.
    synchronized List<R> between(long from, long to) {
        List<R> found = new ArrayList<>();
        for (R row : rows.values()) {
            if (row.position() > from && row.position() <= to) {
                found.add(row);
            }
        }
        return found;
    }
}
