package dev.memtrace.query;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.arc.ArcException;
import dev.memtrace.arc.ArcQueryException;
import dev.memtrace.arc.ArcUnavailableException;
import dev.memtrace.arc.QueryResult;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiError;
import dev.memtrace.core.service.ApiException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
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
    private final ArcClient hastyArc;
    private final Duration turnWaitMax;
    private final TailIndex tail;
    private final Clock clock;
    private final Turns turns;
    private final QueryMetrics metrics = new QueryMetrics();

    /**
     * @param hastyArc gives up early; for what can be left out of an answer
     */
    ArcReads(
            ArcBindings bindings,
            ArcClient arc,
            ArcClient hastyArc,
            QueryApiConfig config,
            TailIndex tail,
            Clock clock) {
        this.bindings = bindings;
        this.arc = arc;
        this.hastyArc = hastyArc;
        this.turnWaitMax = config.turnWaitMax();
        this.tail = tail;
        this.clock = clock;
        this.turns = new Turns(config.questionsPerOrgMax());
    }

    /**
     * Runs what {@code sql} makes of the org's measurement.
     *
     * @param window where the question looks, in which a column may be that no file has
     */
    QueryResult ask(OrgId org, TimeWindow window, Function<MemorySql, String> sql) {
        var binding = bindings.of(org).orElseThrow(ApiException::noArc);
        if (!turns.take(org, turnWaitMax)) {
            throw ApiException.overloaded(
                    "this org has too many reads under way; its Arc may be slow", RETRY_AFTER);
        }
        try {
            return counted(org, () -> askNow(arc, binding, org, window, sql));
        } catch (ArcUnavailableException e) {
            throw ApiException.unavailable("the Arc of this org does not answer", RETRY_AFTER);
        } catch (ArcQueryException e) {
            throw new ApiException(ApiError.INTERNAL, "internal error");
        } finally {
            turns.giveBack(org);
        }
    }

    /**
     * Like {@link #ask}, for what can be left out of an answer: empty if the org has no Arc, or has
     * one that does not answer soon, or has no turn left.
     */
    Optional<QueryResult> askHastily(
            OrgId org, TimeWindow window, Function<MemorySql, String> sql) {
        var binding = bindings.of(org);
        if (binding.isEmpty() || !turns.take(org, Duration.ZERO)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    counted(org, () -> askNow(hastyArc, binding.get(), org, window, sql)));
        } catch (ArcException e) {
            return Optional.empty();
        } finally {
            turns.giveBack(org);
        }
    }

    private QueryResult counted(OrgId org, Supplier<QueryResult> question) {
        long start = System.nanoTime();
        try {
            var answer = question.get();
            metrics.answered(System.nanoTime() - start);
            return answer;
        } catch (ArcUnavailableException e) {
            metrics.failed();
            LOGGER.atDebug().setCause(e).addKeyValue("org", org).log("arc did not answer");
            throw e;
        } catch (ArcQueryException e) {
            metrics.failed();
            // The message is made of fixed phrases: neither SQL nor content is in it.
            LOGGER.atError()
                    .addKeyValue("org", org)
                    .addKeyValue("error", e.getMessage())
                    .log("arc refused a query");
            throw e;
        }
    }

    private QueryResult askNow(
            ArcClient client,
            ArcBinding binding,
            OrgId org,
            TimeWindow window,
            Function<MemorySql, String> sql) {
        var all = sql(binding, org, Set.of());
        try {
            return client.query(binding, sql.apply(all));
        } catch (ArcQueryException e) {
            if (!e.isMissingColumn()) {
                throw e;
            }
            // Not remembered: the column may be there the next moment, and then it matters.
            var there =
                    client.query(binding, all.describe(window)).rows().stream()
                            .map(row -> row.text("column_name"))
                            .collect(Collectors.toUnmodifiableSet());
            var missing =
                    MemorySql.COLUMNS.stream()
                            .filter(column -> !there.contains(column))
                            .collect(Collectors.toUnmodifiableSet());
            return client.query(binding, sql.apply(sql(binding, org, missing)));
        }
    }

    private MemorySql sql(ArcBinding binding, OrgId org, Set<String> missing) {
        return new MemorySql(
                binding.measurement(),
                missing,
                org,
                clock.instant(),
                window -> tail.hasNewHour(org, window, System.nanoTime()));
    }

    QueryMetrics metrics() {
        return metrics;
    }

    /** How many orgs something is kept of. */
    int orgs() {
        return turns.orgs();
    }
}
