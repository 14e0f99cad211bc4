package dev.memtrace.cli;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.TimeText;
import dev.memtrace.core.rejected.Rejected;
import dev.memtrace.core.rejected.RejectedEntry;
import dev.memtrace.core.rejected.RejectedFilter;
import dev.memtrace.core.rejected.RejectedTopic;
import dev.memtrace.core.rejected.SourcePosition;
import dev.memtrace.core.service.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code memtrace rejected list}. */
@Command(
        name = "list",
        description = {
            "Lists what was rejected, newest first, and whether it was replayed; 100 unless --limit"
                    + " says another number."
        },
        mixinStandardHelpOptions = true)
final class RejectedListCommand extends AdminCommand {
    private static final int LIMIT = 100;
    private static final String NONE = "-";

    @Mixin private RejectedOptions which;

    @Option(
            names = "--content",
            description =
                    "with --json, also the values that came by inboxes, to be corrected and replayed")
    private boolean withContent;

    private final Deque<Rejected> newest = new ArrayDeque<>();
    private final Replays replays = new Replays();
    private RejectedFilter filter;
    private int limit;
    private boolean hasMore;

    @Override
    void check() {
        filter = which.filter(this::wrong);
        limit = which.limit(LIMIT, this::wrong);
        if (withContent && !options().json()) {
            throw wrong("--content goes with --json");
        }
    }

    @Override
    void run(DirectoryAccess directory) {
        try (var topic = RejectedTopic.open(directory.place().kafka())) {
            // Marks come after what they mark.
            topic.read(filter.since().map(topic::offsetAt).orElse(0L), this::take);
        }
        var json = Json.MAPPER.createObjectNode();
        var items = json.putArray("rejected");
        var table =
                new Table("OFFSET", "REJECTED", "SERVICE", "ORG", "SOURCE", "REPLAYED", "REASON");
        for (var rejected : newest) {
            var replayedAt = replays.of(rejected.offset());
            var item = RejectedJson.of(rejected, replayedAt);
            if (withContent) {
                RejectedJson.addValue(item, rejected);
            }
            items.add(item);
            table.row(
                    String.valueOf(rejected.offset()),
                    TimeText.format(rejected.at()),
                    rejected.service(),
                    rejected.org().map(OrgId::value).orElse(NONE),
                    rejected.source().map(SourcePosition::toString).orElse(NONE),
                    replayedAt.map(TimeText::format).orElse(NONE),
                    rejected.reason());
        }
        show(json.put("count", items.size()).put("has_more", hasMore), table.lines());
        if (hasMore) {
            say("there are more, older ones; --limit shows them");
        }
        replays.warning().ifPresent(text -> note("memtrace: " + text));
    }

    private void take(RejectedEntry entry) {
        replays.take(entry);
        if (entry instanceof RejectedEntry.Kept(var rejected) && filter.matches(rejected)) {
            newest.addFirst(withContent ? rejected : withoutBytes(rejected));
            if (newest.size() > limit) {
                newest.removeLast();
                hasMore = true;
            }
        }
    }

    /** A list shows none of them, and thousands may be kept. */
    private static Rejected withoutBytes(Rejected rejected) {
        return new Rejected(
                rejected.offset(),
                rejected.at(),
                Optional.empty(),
                Optional.empty(),
                rejected.headers(),
                rejected.org());
    }
}
