package dev.memtrace.query;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.arc.ArcQueryException;
import dev.memtrace.arc.ArcUnavailableException;
import dev.memtrace.arc.QueryResult;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiError;
import dev.memtrace.core.service.ApiException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the Arc of an org, and says in the client's terms why there is no answer. Each org has so
 * many questions under way and no more, so that one whose Arc is slow holds up nobody else.
 * Thread-safe.
 */
final class ArcReads {
    private static final Logger LOGGER = LoggerFactory.getLogger(ArcReads.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final ArcBindings bindings;
    private final ArcClient arc;
    private final int questionsPerOrgMax;
    private final Duration turnWaitMax;
    private final Clock clock;
    private final Map<OrgId, Semaphore> turns = new ConcurrentHashMap<>();
    private final QueryMetrics metrics = new QueryMetrics();

    ArcReads(ArcBindings bindings, ArcClient arc, QueryApiConfig config, Clock clock) {
        this.bindings = bindings;
        this.arc = arc;
        this.questionsPerOrgMax = config.questionsPerOrgMax();
        this.turnWaitMax = config.turnWaitMax();
        this.clock = clock;
    }

    /**
     * Runs what {@code sql} makes of the org's measurement.
     *
     * @param window where the question looks, in which a column may be that no file has
     */
    QueryResult ask(OrgId org, TimeWindow window, Function<MemorySql, String> sql) {
        var binding = bindings.of(org).orElseThrow(ApiException::noArc);
        var turn = turns.computeIfAbsent(org, _ -> new Semaphore(questionsPerOrgMax, true));
        takeTurn(turn);
        long start = System.nanoTime();
        try {
            var answer = askNow(binding, org, window, sql);
            metrics.answered(System.nanoTime() - start);
            return answer;
        } catch (ArcUnavailableException e) {
            metrics.failed();
            LOGGER.atDebug().setCause(e).addKeyValue("org", org).log("arc did not answer");
            throw ApiException.unavailable(
                    "the arc instance of this org does not answer", RETRY_AFTER);
        } catch (ArcQueryException e) {
            metrics.failed();
            // The message is made of fixed phrases: neither SQL nor content is in it.
            LOGGER.atError()
                    .addKeyValue("org", org)
                    .addKeyValue("error", e.getMessage())
                    .log("arc refused a query");
            throw new ApiException(ApiError.INTERNAL, "internal error");
        } finally {
            turn.release();
        }
    }

    private QueryResult askNow(
            ArcBinding binding, OrgId org, TimeWindow window, Function<MemorySql, String> sql) {
        var all = sql(binding, org, Set.of());
        try {
            return arc.query(binding, sql.apply(all));
        } catch (ArcQueryException e) {
            if (!e.isMissingColumn()) {
                throw e;
            }
            // Not remembered: the column may be there the next moment, and then it matters.
            var there =
                    arc.query(binding, all.describe(window)).rows().stream()
                            .map(row -> row.text("column_name"))
                            .collect(Collectors.toUnmodifiableSet());
            var missing =
                    MemorySql.COLUMNS.stream()
                            .filter(column -> !there.contains(column))
                            .collect(Collectors.toUnmodifiableSet());
            return arc.query(binding, sql.apply(sql(binding, org, missing)));
        }
    }

    private MemorySql sql(ArcBinding binding, OrgId org, Set<String> missing) {
        return new MemorySql(binding.measurement(), missing, org, clock.instant());
    }

    private void takeTurn(Semaphore turn) {
        try {
            if (turn.tryAcquire(turnWaitMax.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw ApiException.overloaded(
                "this org has too many reads under way; its arc instance may be slow", RETRY_AFTER);
    }

    QueryMetrics metrics() {
        return metrics;
    }

    /** Whether the Arc of an org says that it is ready; false if it has none. */
    boolean isReady(OrgId org) {
        return bindings.of(org).filter(arc::isReady).isPresent();
    }
}
