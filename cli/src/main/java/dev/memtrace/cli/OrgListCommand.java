package dev.memtrace.cli;

import dev.memtrace.core.directory.DirectoryChange;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryScan;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.memory.TimeText;
import dev.memtrace.core.service.Json;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code memtrace org list}. */
@Command(
        name = "list",
        description = "Lists all orgs, oldest first, with their quotas and Arcs.",
        mixinStandardHelpOptions = true)
final class OrgListCommand extends AdminCommand {
    private static final String NONE = "-";

    private final Map<String, DirectoryEntry.Org> orgs = new HashMap<>();
    private final Map<String, DirectoryEntry.ArcInstance> arcs = new HashMap<>();

    @Override
    void run(DirectoryAccess directory) {
        directory.read(DirectoryScan.Wanted.ofAll(EntryKind.ORG, EntryKind.ARC), this::take);
        var json = Json.MAPPER.createObjectNode();
        var items = json.putArray("orgs");
        var table = new Table("ID", "NAME", "CREATED", "QUOTA", "ARC");
        orgs.values().stream()
                .sorted(
                        Comparator.comparing(DirectoryEntry.Org::createdAt)
                                .thenComparing(DirectoryEntry.Org::id))
                .forEach(
                        org -> {
                            var arc = Optional.ofNullable(arcs.get(org.id()));
                            items.add(AdminJson.of(org, arc));
                            table.row(
                                    org.id(),
                                    org.name(),
                                    TimeText.format(org.createdAt()),
                                    QuotaOptions.text(org.quota()),
                                    arc.map(ArcText::line).orElse(NONE));
                        });
        show(json.put("count", items.size()), table.lines());
    }

    private void take(DirectoryChange change) {
        switch (change) {
            case DirectoryChange.Stated(var state) -> {
                switch (state.entry()) {
                    case DirectoryEntry.Org org -> orgs.put(org.id(), org);
                    case DirectoryEntry.ArcInstance arc -> arcs.put(arc.id(), arc);
                    case DirectoryEntry.ApiKey _,
                            DirectoryEntry.Agent _,
                            DirectoryEntry.Session _ -> {}
                }
            }
            case DirectoryChange.Gone(var key, _, _) -> {
                // An org takes its Arc with it; both have its id.
                arcs.remove(key.id());
                if (key.kind() == EntryKind.ORG) {
                    orgs.remove(key.id());
                }
            }
        }
    }
}
