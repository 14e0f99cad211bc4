package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.config.Durations;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.TimeText;
import dev.memtrace.core.service.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code memtrace audit}. */
@Command(
        name = "audit",
        description = {
            "Compares the accepted log with an org's Arc, memory by memory: what Arc does not have, what"
                    + " it has more than once, what it refused.",
            "Ends with 0 if nothing is missing, else with 1. --repair asks the sink to prove and write"
                    + " what is missing, and waits for it."
        },
        mixinStandardHelpOptions = true)
final class AuditCommand extends AdminCommand {
    /** For people, who look at a few of them. */
    private static final int NAMED_MAX = 20;

    @Option(
            names = "--org",
            required = true,
            paramLabel = "ORG",
            converter = OrgIdConverter.class,
            description = "id of the org")
    private OrgId org;

    @Option(
            names = "--since",
            required = true,
            paramLabel = "TIME",
            description = "what was accepted since then: " + TimeText.RULE)
    private String sinceText;

    @Option(
            names = "--until",
            defaultValue = "now",
            paramLabel = "TIME",
            description = "and before then; default ${DEFAULT-VALUE}")
    private String untilText;

    @Option(
            names = "--grace",
            defaultValue = "1m",
            paramLabel = "DURATION",
            description =
                    "what is younger may still be on its way and is left out, such as 30s or 5m;"
                            + " default ${DEFAULT-VALUE}")
    private String graceText;

    @Option(names = "--repair", description = "have the sink write what is missing")
    private boolean isRepair;

    @Option(
            names = "--wait",
            defaultValue = "60s",
            paramLabel = "DURATION",
            description = "how long to wait for a repair; default ${DEFAULT-VALUE}")
    private String waitText;

    private Instant since;
    private Instant until;
    private Duration wait;
    private int exitCode;

    @Override
    void check() {
        var now = Instant.now();
        var grace = duration("--grace", graceText);
        wait = duration("--wait", waitText);
        since = time("--since", sinceText, now);
        until = time("--until", untilText, now);
        var settled = now.minus(grace);
        until = until.isAfter(settled) ? settled : until;
        if (!since.isBefore(until)) {
            throw wrong(
                    "--since: must be before --until, and longer ago than --grace, got " + since);
        }
    }

    private Duration duration(String option, String text) {
        return Durations.parse(text)
                .filter(it -> it.compareTo(Duration.ofDays(365)) < 0)
                .orElseThrow(
                        () -> wrong(option + ": \"" + text + "\" is no time such as 30s or 5m"));
    }

    private Instant time(String option, String text, Instant now) {
        return TimeText.parse(text, now)
                .orElseThrow(
                        () -> wrong("%s: \"%s\" is not %s".formatted(option, text, TimeText.RULE)));
    }

    @Override
    void run(DirectoryAccess directory) {
        try (var audit = Audit.open(directory, org, since, until)) {
            var tally = audit.compare();
            var repair =
                    isRepair && tally.missing() > 0
                            ? Optional.of(audit.repair(tally, wait))
                            : Optional.<Audit.Repair>empty();
            boolean isWhole =
                    tally.missing() == 0 || repair.filter(Audit.Repair::isDone).isPresent();
            exitCode = isWhole ? 0 : 1;
            show(json(tally, repair), lines(tally, repair));
        }
    }

    @Override
    int exitCode() {
        return exitCode;
    }

    private ObjectNode json(AuditTally tally, Optional<Audit.Repair> repair) {
        var json =
                Json.MAPPER
                        .createObjectNode()
                        .put("org_id", org.value())
                        .put("since", TimeText.format(since))
                        .put("until", TimeText.format(until))
                        .put("rows", tally.rows())
                        .put("found", tally.found())
                        .put("refused", tally.refused())
                        .put("missing", tally.missing())
                        .put("doubled", tally.doubled());
        var missing = json.putArray("missing_ids");
        tally.missingIds().forEach(id -> missing.add(id.toString()));
        var doubled = json.putArray("doubled_ids");
        tally.doubledIds()
                .forEach(
                        (id, times) ->
                                doubled.addObject().put("id", id.toString()).put("times", times));
        repair.ifPresentOrElse(it -> json.set("repair", json(it)), () -> json.putNull("repair"));
        return json;
    }

    private static ObjectNode json(Audit.Repair repair) {
        var json = Json.MAPPER.createObjectNode().put("done", repair.isDone());
        var wishes = json.putArray("wishes");
        repair.wished()
                .forEach(
                        (partition, offset) ->
                                wishes.addObject()
                                        .put("partition", partition)
                                        .put("from_offset", offset));
        return json.put("missing_after", repair.after().map(AuditTally::missing).orElse(null));
    }

    private List<String> lines(AuditTally tally, Optional<Audit.Repair> repair) {
        var table =
                Table.ofFacts()
                        .row("accepted", TimeText.format(since) + " to " + TimeText.format(until))
                        .row("rows in the log", String.valueOf(tally.rows()))
                        .row("found in Arc", String.valueOf(tally.found()))
                        .row("refused", String.valueOf(tally.refused()))
                        .row("missing", String.valueOf(tally.missing()))
                        .row("doubled", String.valueOf(tally.doubled()));
        var missing = tally.missingIds().stream().map(MemoryId::toString);
        name(missing, tally.missing(), "  missing", table);
        var doubled =
                tally.doubledIds().entrySet().stream()
                        .map(it -> it.getKey() + ", " + it.getValue() + " times");
        name(doubled, tally.doubled(), "  doubled", table);
        repair.ifPresent(it -> table.row("repair", text(it)));
        return table.lines();
    }

    /** The first ones, and how many more there are. */
    private static void name(Stream<String> ids, long count, String what, Table table) {
        ids.limit(NAMED_MAX).forEach(id -> table.row(what, id));
        if (count > NAMED_MAX) {
            table.row(
                    what,
                    "and "
                            + (count - NAMED_MAX)
                            + " more; --json names up to "
                            + AuditTally.NAMED_MAX);
        }
    }

    private String text(Audit.Repair repair) {
        if (repair.isDone()) {
            return "done: nothing is missing any more";
        }
        return repair.after()
                .map(it -> "the sink has proven again, but " + it.missing() + " are missing still")
                .orElse(
                        "the sink has not done it within "
                                + waitText
                                + "; the wish stays, look again later");
    }
}
