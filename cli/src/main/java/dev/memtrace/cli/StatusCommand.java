package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.accounts.AccountJson;
import dev.memtrace.core.accounts.OrgAccount;
import dev.memtrace.core.accounts.PipelineAccounts;
import dev.memtrace.core.directory.DirectoryChange;
import dev.memtrace.core.directory.DirectoryScan;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code memtrace status}. */
@Command(
        name = "status",
        description = {
            "Shows where the memories of each org are, counted exactly since the beginning.",
            "RECEIVED = ACCEPTED + DUPLICATES + REJECTED + UNDECIDED;"
                    + " ACCEPTED = PROVEN + IN FLIGHT + REFUSED."
        },
        mixinStandardHelpOptions = true)
final class StatusCommand extends AdminCommand {
    private static final String NONE = "-";
    private static final String[] HEADS = {
        "ORG",
        "RECEIVED",
        "ACCEPTED",
        "DUPLICATES",
        "REJECTED",
        "UNDECIDED",
        "PROVEN",
        "IN FLIGHT",
        "REFUSED",
        "OLDEST",
        "KEPT FOR",
        "LANE"
    };

    @Option(
            names = "--org",
            paramLabel = "ORG",
            converter = OrgIdConverter.class,
            description = "id of the org; default all")
    private OrgId org;

    @Override
    void run(DirectoryAccess directory) {
        var known = orgs(directory);
        try (var pipeline = new PipelineAccounts(directory.place().kafka())) {
            var retention = pipeline.retention();
            if (org == null) {
                showAll(pipeline.all(), known, retention);
            } else {
                var account = pipeline.of(org);
                if (account.equals(OrgAccount.EMPTY) && !known.contains(org.value())) {
                    throw new CommandFailedException("there is no org " + org);
                }
                show(byId(Map.of(org, account)), retention);
            }
        }
    }

    private void showAll(
            PipelineAccounts.All all, Set<String> known, Optional<Duration> retention) {
        var accounts = byId(all.accounts());
        known.stream()
                .filter(it -> !all.unsettled().contains(new OrgId(it)))
                .forEach(it -> accounts.putIfAbsent(it, OrgAccount.EMPTY));
        show(accounts, retention);
        all.unsettled()
                .forEach(
                        it ->
                                note(
                                        "memtrace: the accounts of "
                                                + it
                                                + " do not agree yet and were left out"));
    }

    /** The orgs that the directory has now. */
    private static Set<String> orgs(DirectoryAccess directory) {
        var ids = new HashSet<String>();
        directory.read(
                DirectoryScan.Wanted.ofAll(EntryKind.ORG),
                change -> {
                    switch (change) {
                        case DirectoryChange.Stated(var state) -> ids.add(state.entry().id());
                        case DirectoryChange.Gone(var key, _, _) -> ids.remove(key.id());
                    }
                });
        return ids;
    }

    private static Map<String, OrgAccount> byId(Map<OrgId, OrgAccount> accounts) {
        var byId = new TreeMap<String, OrgAccount>();
        accounts.forEach((id, account) -> byId.put(id.value(), account));
        return byId;
    }

    private void show(Map<String, OrgAccount> accounts, Optional<Duration> retention) {
        var now = Instant.now();
        var json = Json.MAPPER.createObjectNode();
        var items = json.putArray("orgs");
        var table = new Table(HEADS);
        accounts.forEach(
                (id, account) -> {
                    items.add(json(id, account, now, retention));
                    table.row(cells(id, account, now, retention));
                });
        show(json.put("count", items.size()), table.lines());
    }

    private static String[] cells(
            String id, OrgAccount account, Instant now, Optional<Duration> retention) {
        return new String[] {
            id,
            String.valueOf(account.received()),
            String.valueOf(account.accepted()),
            String.valueOf(account.duplicates()),
            String.valueOf(account.rejected()),
            String.valueOf(account.undecided()),
            String.valueOf(account.proven()),
            String.valueOf(account.inFlight()),
            String.valueOf(account.refused()),
            AccountJson.age(account, now).map(StatusCommand::text).orElse(NONE),
            AccountJson.retentionLeft(account, now, retention)
                    .map(StatusCommand::text)
                    .orElse(NONE),
            text(account.lane())
        };
    }

    private static ObjectNode json(
            String id, OrgAccount account, Instant now, Optional<Duration> retention) {
        var json = Json.MAPPER.createObjectNode().put("org_id", id);
        json.setAll(AccountJson.of(account, now, retention));
        return json;
    }

    private static String text(OrgAccount.Lane lane) {
        return switch (lane) {
            case OrgAccount.Lane.Open() -> "open";
            case OrgAccount.Lane.Closed(var reason) -> "closed: " + reason;
        };
    }

    /** Its two largest units. */
    static String text(Duration time) {
        if (time.isNegative()) {
            return "over";
        }
        if (time.toDays() > 0) {
            return time.toDays() + "d " + time.toHoursPart() + "h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "h " + time.toMinutesPart() + "m";
        }
        if (time.toMinutes() > 0) {
            return time.toMinutes() + "m " + time.toSecondsPart() + "s";
        }
        return time.toSeconds() + "." + time.toMillisPart() / 100 + "s";
    }
}
