package dev.memtrace.sink;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Offsets that Arc was found to have, by track. One thread. */
final class FoundRows {
    private final Map<Track, Set<Long>> offsets = new HashMap<>();
    private int size;

    void add(Track track, Set<Long> found) {
        offsets.put(track, found);
        size += found.size();
    }

    boolean has(Track track, long offset) {
        return offsets.getOrDefault(track, Set.of()).contains(offset);
    }

    int size() {
        return size;
    }
}
