package io.heddle.sync.live;

import io.heddle.replication.stream.StreamRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The newest rows of a stream by some key, complete from [#floor] on. Written by one thread at a time, read by everyone
/// without a lock.
public final class RecentRows<R extends StreamRow> {
    private final int capacity;
    private final Map<String, Node<R>> last = new ConcurrentHashMap<>();
    private final Deque<Node<R>> byAge = new ArrayDeque<>();
    private long heard;
    private volatile long floor;

    RecentRows(long floor, int capacity) {
        this.heard = floor;
        this.floor = floor;
        this.capacity = capacity;
    }

    /// Every row after this position is kept here.
    public long floor() {
        return floor;
    }

    /// The rows of a key with `from < position <= to`, oldest first; null when some of them are no longer kept.
    public @Nullable List<R> between(String key, long from, long to) {
        List<R> found = Collections.emptyList();
        Node<R> node = last.get(key);
        while (node != null && node.row.position() > from) {
            if (node.row.position() <= to) {
                found = found.isEmpty() ? new ArrayList<>() : found;
                found.add(node.row);
            }
            node = node.previous;
        }
        if (from < floor) {
            return null;
        }
        Collections.reverse(found);
        return found;
    }

    /// Whether a key has a row after a position, as far as is known here.
    public boolean hasNewsOf(String key, long after) {
        Node<R> node = last.get(key);
        return node != null && node.row.position() > after;
    }

    /// Takes note that the stream went on, before the rows are added.
    void hear(long from, long to) {
        if (from > heard) {
            floor = from;
        }
        heard = to;
    }

    void add(String key, R row) {
        Node<R> before = last.get(key);
        Node<R> node = new Node<>(key, row, before);
        if (before != null) {
            before.next = node;
        }
        last.put(key, node);
        byAge.addLast(node);
        if (byAge.size() > capacity) {
            dropOldest();
        }
    }

    private void dropOldest() {
        Node<R> oldest = byAge.removeFirst();
        floor = oldest.row.position();
        if (oldest.next == null) {
            last.remove(oldest.key);
        } else {
            oldest.next.previous = null;
        }
    }

    private static final class Node<R> {
        private final String key;
        private final R row;
        private volatile @Nullable Node<R> previous;
        private @Nullable Node<R> next;

        Node(String key, R row, @Nullable Node<R> previous) {
            this.key = key;
            this.row = row;
            this.previous = previous;
        }
    }
}
