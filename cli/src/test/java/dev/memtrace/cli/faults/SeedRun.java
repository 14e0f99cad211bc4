package dev.memtrace.cli.faults;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import dev.memtrace.cli.faults.Judge.Served;
import dev.memtrace.cli.faults.Ledger.Sent;
import dev.memtrace.cli.faults.Ledger.Told;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One seed on a deployment: writes, faults, and the judgement when all is whole again. */
final class SeedRun {
    /** For clients to be answered, and then for all to be served, when nothing is broken. */
    private static final Duration HEALING_MAX = Duration.ofSeconds(60);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final int PROBLEMS_SHOWN_MAX = 50;
    private static final String MISSED = "missed by the read right after its 201: ";

    private final Deployment deployment;
    private final Injector injector;
    private final SetAside setAside;
    private final SeedPlan plan;
    private final Ledger ledger = new Ledger();
    private final Timeline time = new Timeline();
    private final Reads reads;
    private List<String> problems = List.of();
    private int fates;

    SeedRun(Deployment deployment, Injector injector, SetAside setAside, SeedPlan plan) {
        this.deployment = deployment;
        this.injector = injector;
        this.setAside = setAside;
        this.plan = plan;
        this.reads = new Reads(deployment, plan.agent());
    }

    /** Fails with the seed, what was done, and what is wrong, by ids. */
    void run() {
        try {
            injector.begin(plan, time);
            writeAndBreak();
            Awaitility.await()
                    .atMost(HEALING_MAX)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(LOOK_EVERY)
                    .until(() -> look().isEmpty());
            assertFoundById();
            assertFatesKnown();
        } catch (ConditionTimeoutException _) {
            throw failure("not well within " + HEALING_MAX, null);
        } catch (RuntimeException | AssertionError e) {
            throw failure(e.getMessage(), e);
        }
    }

    private void writeAndBreak() {
        var writers = new Writers(deployment, plan, time, ledger);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                var faults = all(plan.faults(), injector::inject, threads);
                var writing = all(plan.writers(), writers::write, threads);
                faults.get();
                writing.get(HEALING_MAX.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                // What is unanswered until now is told by the judge.
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            } finally {
                time.end();
            }
        }
    }

    private static <T> CompletableFuture<Void> all(
            List<T> tasks, Consumer<T> work, ExecutorService threads) {
        return CompletableFuture.allOf(
                tasks.stream()
                        .map(task -> CompletableFuture.runAsync(() -> work.accept(task), threads))
                        .toArray(CompletableFuture[]::new));
    }

    /** What is wrong now. */
    private List<String> look() {
        try {
            var found = new ArrayList<>(ledger.missed().stream().map(MISSED::concat).toList());
            int waiting = reads.notYetInArc();
            if (waiting > 0) {
                found.add(waiting + " memories are not in Arc yet");
            }
            found.addAll(Judge.problems(ledger.all(), reads.all(), setAside.ids()));
            problems = found;
        } catch (UncheckedIOException | AssertionError e) {
            problems = List.of("reads fail: " + e.getMessage());
        }
        return problems;
    }

    private void assertFoundById() {
        for (var one : reads.all()) {
            if (!reads.isFound(one.memory().org(), one.id())) {
                throw new AssertionError("a list shows it, and its id finds nothing: " + one);
            }
        }
    }

    /** Who was answered 202 can learn what became of it. */
    private void assertFatesKnown() {
        var served =
                reads.all().stream()
                        .collect(groupingBy(Served::memory, mapping(Served::id, toSet())));
        var kept = setAside.ids();
        ledger.all()
                .forEach(
                        (memory, answers) -> {
                            var ids = served.getOrDefault(memory, Set.of());
                            for (var answer : answers) {
                                if (answer instanceof Told.Pending(var id)) {
                                    assertKnown(memory, id, ids, kept);
                                }
                            }
                        });
    }

    private void assertKnown(Sent memory, String id, Set<String> served, Set<String> setAside) {
        var fate = reads.fate(memory.org(), id);
        boolean isTrue =
                switch (fate.path("status").asText()) {
                    case "accepted", "stored" -> served.contains(id);
                    case "duplicate" -> {
                        var original = fate.path("duplicate_of").asText();
                        yield served.contains(original) || setAside.contains(original);
                    }
                    case "refused" -> setAside.contains(id);
                    default -> false;
                };
        if (!isTrue) {
            throw new AssertionError("pending, and its fate is told wrong: " + fate);
        }
        fates++;
    }

    /** Fails if what was well is so no more. */
    void lookAgain() {
        if (!look().isEmpty()) {
            throw failure("well after its faults, and not at the end", null);
        }
    }

    private AssertionError failure(String why, Throwable cause) {
        var shown = problems.stream().limit(PROBLEMS_SHOWN_MAX).collect(joining("\n  "));
        return new AssertionError(
                """
                seed %d failed, run it again with -Dfaults.seed=%d: %s
                planned:
                %s
                done:
                  %s
                problems: %d
                  %s
                logs:
                %s"""
                        .formatted(
                                plan.seed(),
                                plan.seed(),
                                why,
                                plan.story(),
                                injector.story(),
                                problems.size(),
                                shown,
                                deployment.logs()),
                cause);
    }

    String summary() {
        return "%d memories, %d faults, %d reads right after a 201, %d fates of a 202, %d ms"
                .formatted(
                        ledger.all().size(),
                        plan.faults().size(),
                        ledger.looks(),
                        fates,
                        time.now().toMillis());
    }
}
