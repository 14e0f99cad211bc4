package dev.memtrace.cli.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What clients have sent, and what they were told of it. Thread-safe. */
final class Ledger {
    private final Map<Sent, List<Told>> told = new TreeMap<>();

    /** A memory by its org and its dedup key. */
    record Sent(int org, String key) implements Comparable<Sent> {
        @Override
        public int compareTo(Sent other) {
            int byOrg = Integer.compare(org, other.org);
            return byOrg != 0 ? byOrg : key.compareTo(other.key);
        }
    }

    /** What one answer said of one memory. */
    sealed interface Told {
        /** 201: it is new, and has this id. */
        record Accepted(String id) implements Told {}

        /** 202: it has this id, if it is new. */
        record Pending(String id) implements Told {}

        /** 409: it is there already, with this id. */
        record Duplicate(String original) implements Told {}
    }

    private final List<String> missed = new ArrayList<>();
    private int looks;

    /** A client asks for what it was told 201 of. */
    synchronized void looked() {
        looks++;
    }

    /** It was answered 404. */
    synchronized void missed(String id) {
        missed.add(id);
    }

    synchronized List<String> missed() {
        return List.copyOf(missed);
    }

    synchronized int looks() {
        return looks;
    }

    /** To be called before it is sent. */
    synchronized void sent(Sent memory) {
        told.computeIfAbsent(memory, _ -> new ArrayList<>());
    }

    synchronized void told(Sent memory, Told answer) {
        told.computeIfAbsent(memory, _ -> new ArrayList<>()).add(answer);
    }

    /** All that was sent so far, with what was told of it; nothing if there was no answer. */
    synchronized Map<Sent, List<Told>> all() {
        var all = new TreeMap<Sent, List<Told>>();
        told.forEach((memory, answers) -> all.put(memory, List.copyOf(answers)));
        return all;
    }
}
