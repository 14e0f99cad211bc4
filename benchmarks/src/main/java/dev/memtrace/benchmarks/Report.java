package dev.memtrace.benchmarks;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/**
 * What a run found out.
 *
 * @param time from start to end
 */
public record Report(BenchOptions options, List<Result> results, Accounts accounts, Duration time) {
    /**
     * What came in, and what is in the store at the end: the same number, or memories were lost or
     * doubled.
     */
    public record Accounts(long acknowledged, long stored) {
        boolean addUp() {
            return acknowledged == stored;
        }
    }

    public Report {
        requireNonNull(options, "options");
        results = List.copyOf(results);
        requireNonNull(accounts, "accounts");
        requireNonNull(time, "time");
    }

    /** Whether there is a figure for everything, and nothing was lost or doubled on the way. */
    public boolean isComplete() {
        return accounts.addUp()
                && results.stream().noneMatch(result -> result instanceof Result.Failed);
    }

    /** Memories in a second that the broker alone takes; 0 if that was not found out. */
    double ceilingPerSecond() {
        return results.stream()
                .findFirst()
                .filter(Result.Rate.class::isInstance)
                .map(rate -> ((Result.Rate) rate).perSecond())
                .orElse(0.0);
    }

    /** For people. */
    public String table() {
        return new Table(this).text();
    }

    /** For programs. */
    public ObjectNode json() {
        return ReportJson.of(this);
    }
}
