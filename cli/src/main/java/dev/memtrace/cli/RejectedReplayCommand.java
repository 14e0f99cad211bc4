package dev.memtrace.cli;

import dev.memtrace.core.rejected.Rejected;
import dev.memtrace.core.rejected.RejectedEntry;
import dev.memtrace.core.rejected.RejectedFilter;
import dev.memtrace.core.rejected.RejectedTopic;
import dev.memtrace.core.rejected.Replayer;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaUnavailableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code memtrace rejected replay}. */
@Command(
        name = "replay",
        description = {
            "Replays rejected records, each once: what inbox-stream or dedup-stream rejected goes back to"
                    + " where it came from and is looked at again; a memory that an Arc refused goes back to the accepted"
                    + " topic, past dedup, and keeps its id.",
            "One run at a time: a second one ends the first, which says what it has not done."
        },
        mixinStandardHelpOptions = true)
final class RejectedReplayCommand extends AdminCommand {
    @Parameters(paramLabel = "OFFSET", arity = "0..*", description = "offsets of those to replay")
    private List<Long> offsets;

    @Option(names = "--all", description = "all that match the filters, oldest first")
    private boolean isAll;

    @Option(
            names = "--corrected",
            paramLabel = "FILE",
            description = {
                "those in FILE, as it has them: a line for each, {\"offset\": OFFSET, \"value\":"
                        + " {...}}, the value a create-request. Only of what came by an inbox"
            })
    private Path corrected;

    @Option(names = "--dry-run", description = "only say what would be replayed, and where to")
    private boolean isDryRun;

    @Option(names = "--again", description = "also what was replayed before")
    private boolean isAgain;

    @Mixin private RejectedOptions which;

    private RejectedFilter filter;
    private int limit;
    private SortedSet<Long> named;
    private Corrections corrections = Corrections.NONE;
    private long replayed;

    @Override
    void check() {
        filter = which.filter(this::wrong);
        limit = which.limit(Integer.MAX_VALUE, this::wrong);
        named = offsets == null ? new TreeSet<>() : new TreeSet<>(offsets);
        long ways = Stream.of(!named.isEmpty(), isAll, corrected != null).filter(it -> it).count();
        if (ways != 1) {
            throw wrong("give offsets, --all or --corrected, one of the three");
        }
        if (!isAll && which.isAny()) {
            throw wrong("--org, --reason, --since and --limit go with --all alone");
        }
        if (!named.isEmpty() && named.first() < 0) {
            throw wrong("OFFSET: must be 0 or more, got " + named.first());
        }
    }

    @Override
    void run(DirectoryAccess directory) {
        var kafka = directory.place().kafka();
        if (corrected != null) {
            corrections = Corrections.read(corrected);
            named = corrections.offsets();
            if (named.isEmpty()) {
                throw new CommandFailedException(corrected + " is empty; nothing was replayed");
            }
        }
        try (var topic = RejectedTopic.open(kafka)) {
            if (isDryRun) {
                report(choose(topic, kafka)); // and ends no other run
                return;
            }
            try (var replayer = Replayer.open(kafka)) {
                var chosen = choose(topic, kafka);
                replay(topic, replayer, new TreeSet<>(chosen.destinations().keySet()));
                report(chosen);
            } catch (KafkaUnavailableException e) {
                throw replayed == 0
                        ? e
                        : new CommandFailedException(
                                replayed + " record(s) were replayed, then: " + e.getMessage());
            }
        }
    }

    private RejectedSelection.Chosen choose(RejectedTopic topic, KafkaConfig kafka) {
        return isAll
                ? RejectedSelection.all(topic, kafka.topics(), filter, isAgain, limit)
                : RejectedSelection.named(topic, kafka.topics(), named, corrections, isAgain);
    }

    private void replay(RejectedTopic topic, Replayer replayer, SortedSet<Long> chosen) {
        if (chosen.isEmpty()) {
            return;
        }
        var next = new ArrayList<Rejected>();
        topic.read(
                chosen.first(),
                entry -> {
                    if (entry instanceof RejectedEntry.Kept(var rejected)
                            && chosen.contains(rejected.offset())) {
                        next.add(corrections.applyTo(rejected));
                        if (isEnough(next)) {
                            send(replayer, next);
                        }
                    }
                });
        if (!next.isEmpty()) {
            send(replayer, next);
        }
    }

    private static boolean isEnough(List<Rejected> some) {
        return some.size() >= Replayer.RECORDS_MAX
                || some.stream().mapToLong(Rejected::bytes).sum() >= Replayer.BYTES_MAX;
    }

    private void send(Replayer replayer, List<Rejected> some) {
        replayer.replay(some);
        replayed += some.size();
        some.clear();
    }

    private void report(RejectedSelection.Chosen chosen) {
        var json = Json.MAPPER.createObjectNode();
        var items = json.putArray("records");
        var table = new Table("OFFSET", isDryRun ? "WOULD GO TO" : "WENT TO");
        chosen.destinations()
                .forEach(
                        (offset, destination) -> {
                            var to = RejectedSelection.text(destination);
                            items.addObject().put("offset", offset).put("to", to);
                            table.row(String.valueOf(offset), to);
                        });
        json.put("replayed", replayed)
                .put("replayed_before", chosen.replayedBefore())
                .put("without_way_back", chosen.stuck())
                .put("dry_run", isDryRun);
        show(json, items.isEmpty() ? List.of("nothing to replay") : table.lines());
        if (!isDryRun && replayed < chosen.destinations().size()) {
            note("memtrace: some went by retention meanwhile; " + replayed + " were replayed");
        }
        if (chosen.replayedBefore() > 0) {
            say(chosen.replayedBefore() + " left out, which were replayed before");
        }
        if (chosen.stuck() > 0) {
            say(chosen.stuck() + " left out, for which there is no way back");
        }
    }
}
