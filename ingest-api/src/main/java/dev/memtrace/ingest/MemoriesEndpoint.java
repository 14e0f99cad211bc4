package dev.memtrace.ingest;

import dev.memtrace.core.directory.OrgQuotas;
import dev.memtrace.core.memory.CreateRequest;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryLimits;
import dev.memtrace.core.memory.MemoryParser;
import dev.memtrace.core.memory.Problem;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.Call;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.service.Preference;
import dev.memtrace.core.wire.AppendFailedException;
import dev.memtrace.core.wire.Replies;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /api/v1/memories}: check, stamp, append to Kafka, wait for the verdict, answer. */
final class MemoriesEndpoint {
    private static final Logger LOGGER = LoggerFactory.getLogger(MemoriesEndpoint.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final MemoryParser parser;
    private final Admission admission;
    private final WritingOrgs orgs;
    private final MemoryLog log;
    private final Replies replies;
    private final IngestConfig config;
    private final IngestMetrics metrics;
    private final Clock clock;

    MemoriesEndpoint(
            IngestConfig config,
            Admission admission,
            WritingOrgs orgs,
            MemoryLog log,
            Replies replies,
            IngestMetrics metrics,
            Clock clock) {
        this.parser = new MemoryParser(config.limits());
        this.config = config;
        this.admission = admission;
        this.orgs = orgs;
        this.log = log;
        this.replies = replies;
        this.metrics = metrics;
        this.clock = clock;
    }

    void create(Call call) {
        var preference = Preference.parse(call.headerList(Preference.HEADER));
        orgs.requireArc(call.org());
        try (var _ = admission.enter(call.bodyBytesAtMost())) {
            var now = clock.instant();
            var request = parser.parse(call.jsonBody(), now);
            requireNoProblem(request);
            var taken = orgs.requireQuota(call.org(), request.drafts().size());
            var memories =
                    request.drafts().stream()
                            .map(
                                    draft ->
                                            draft.toMemory(
                                                    call.org(), now, config.dedupContentBytes()))
                            .toList();
            var verdicts = append(memories, preference, taken);
            metrics.answered(verdicts);
            var answer = new MemoriesAnswer(memories, verdicts, preference.isAsync());
            if (request.isBatch()) {
                answer.sendBatch(call);
            } else {
                answer.sendSingle(call);
            }
        }
    }

    private List<Optional<Verdict>> append(
            List<Memory> memories, Preference preference, OrgQuotas.Taken taken) {
        try {
            return preference.isAsync() || preference.waitWithin(config.verdictWait()).isZero()
                    ? appendAndGo(memories)
                    : appendAndWait(memories, preference);
        } catch (AppendFailedException e) {
            // Perhaps some are durable; a client that does as told sends them all again.
            taken.giveBack();
            LOGGER.atWarn()
                    .setCause(e.getCause())
                    .addKeyValue("memories", memories.size())
                    .log(e.getMessage());
            throw ApiException.unavailable(
                    "the log is unavailable; sending the same memories again is safe", RETRY_AFTER);
        }
    }

    private List<Optional<Verdict>> appendAndGo(List<Memory> memories) {
        log.append(memories, ReplyAddress.NONE);
        return Collections.nCopies(memories.size(), Optional.empty());
    }

    private List<Optional<Verdict>> appendAndWait(List<Memory> memories, Preference preference) {
        try (var waiting = replies.expect(memories.size())) {
            log.append(memories, waiting.address());
            return waiting.await(preference.waitWithin(config.verdictWait()));
        }
    }

    private void requireNoProblem(CreateRequest request) {
        var problems = request.problems();
        if (problems.isEmpty()) {
            return;
        }
        metrics.invalid();
        var first = problems.getFirst();
        var message =
                request.isBatch()
                        ? "nothing was written: memories["
                                + first.index()
                                + "]: "
                                + first.message()
                                + (problems.size() > 1 ? andMore(problems.size()) : "")
                        : first.message();
        throw ApiException.invalid(message).and("errors", errors(problems, request.isBatch()));
    }

    private static String andMore(int problems) {
        return problems < MemoryLimits.PROBLEMS_MAX
                ? " (and " + (problems - 1) + " more, see errors)"
                : " (and more, see errors for the first " + problems + ")";
    }

    private static com.fasterxml.jackson.databind.node.ArrayNode errors(
            List<Problem> problems, boolean isBatch) {
        var errors = Json.MAPPER.createArrayNode();
        for (var problem : problems) {
            var error = errors.addObject();
            if (isBatch) {
                error.put("index", problem.index());
            }
            error.put("field", problem.field()).put("message", problem.message());
        }
        return errors;
    }
}
