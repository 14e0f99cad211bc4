package dev.memtrace.cli.faults;

import dev.memtrace.cli.faults.Ledger.Sent;
import dev.memtrace.cli.faults.Ledger.Told;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares what clients were told with what is served: every memory that was answered is served
 * once, or is the duplicate of one that is, or was set aside; and nothing else is served. One
 * thread.
 */
final class Judge {
    private final Map<Sent, List<String>> servedIds = new TreeMap<>();
    private final Set<String> setAside;
    private final List<String> problems = new ArrayList<>();

    /** A memory that a list shows. */
    record Served(Sent memory, String id) {}

    private Judge(Collection<Served> served, Set<String> setAside) {
        this.setAside = setAside;
        for (var one : served) {
            servedIds.computeIfAbsent(one.memory(), _ -> new ArrayList<>()).add(one.id());
        }
    }

    /**
     * What is wrong; nothing if all is well. Names ids and dedup keys, never contents.
     *
     * @param served in lists, as often as it is shown there
     * @param setAside ids on the rejected topic
     */
    static List<String> problems(
            Map<Sent, List<Told>> told, Collection<Served> served, Set<String> setAside) {
        var judge = new Judge(served, setAside);
        told.forEach(judge::judge);
        judge.servedIds.forEach((memory, ids) -> judge.judgeServed(memory, ids, told));
        return List.copyOf(judge.problems);
    }

    private void judge(Sent memory, List<Told> answers) {
        if (answers.isEmpty()) {
            problems.add("unanswered: " + memory);
        }
        for (var answer : answers) {
            switch (answer) {
                case Told.Accepted(var id) -> demand(id, memory, "accepted");
                case Told.Duplicate(var original) -> demand(original, memory, "a duplicate of it");
                case Told.Pending(var id) -> {
                    // If it is a duplicate, its original may have an id that nobody was told.
                    boolean hasOriginal = servedIds.containsKey(memory) || hasOneSetAside(answers);
                    if (!hasOriginal && !setAside.contains(id)) {
                        problems.add("lost: " + id + ", pending, " + memory);
                    }
                }
            }
        }
    }

    private void demand(String id, Sent memory, String why) {
        boolean isServed = servedIds.getOrDefault(memory, List.of()).contains(id);
        if (!isServed && !setAside.contains(id)) {
            problems.add("lost: " + id + ", " + why + ", " + memory);
        }
    }

    private boolean hasOneSetAside(List<Told> answers) {
        return answers.stream()
                .map(
                        answer ->
                                switch (answer) {
                                    case Told.Accepted(var id) -> id;
                                    case Told.Pending(var id) -> id;
                                    case Told.Duplicate(var original) -> original;
                                })
                .anyMatch(setAside::contains);
    }

    private void judgeServed(Sent memory, List<String> ids, Map<Sent, List<Told>> told) {
        if (!told.containsKey(memory)) {
            problems.add("stranger: " + ids + ", " + memory);
        } else if (ids.size() > 1) {
            problems.add("doubled: " + ids + ", " + memory);
        }
        var both = new TreeSet<>(ids);
        both.retainAll(setAside);
        if (!both.isEmpty()) {
            problems.add("unaccounted: " + both + " served and set aside, " + memory);
        }
    }
}
