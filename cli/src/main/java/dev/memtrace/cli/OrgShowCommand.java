package dev.memtrace.cli;

import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.TimeText;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code memtrace org show}. */
@Command(
        name = "show",
        description =
                "Shows an org: its quota, its Arc, and how many keys, agents and sessions it has.",
        mixinStandardHelpOptions = true)
final class OrgShowCommand extends AdminCommand {
    @Parameters(paramLabel = "ORG", converter = OrgIdConverter.class, description = "id of the org")
    private OrgId org;

    @Override
    void run(DirectoryAccess directory) {
        var sessions = new SessionCount();
        var found =
                OrgEntries.of(
                        directory,
                        org,
                        sessions,
                        EntryKind.ARC,
                        EntryKind.API_KEY,
                        EntryKind.AGENT,
                        EntryKind.SESSION);
        var now = Instant.now();
        long good = found.keys().stream().filter(key -> key.isGood(now)).count();
        int keys = found.keys().size();
        int agents = found.agents().size();
        var json =
                AdminJson.of(found.org(), found.arc())
                        .put("keys", keys)
                        .put("good_keys", good)
                        .put("agents", agents)
                        .put("sessions", sessions.count());
        var table =
                Table.ofFacts()
                        .row("id", org.value())
                        .row("name", found.org().name())
                        .row("created", TimeText.format(found.org().createdAt()))
                        .row("quota", QuotaOptions.text(found.org().quota()))
                        .row("arc", found.arc().map(ArcText::line).orElse(ArcText.NONE))
                        .row("keys", keys + ", of which " + good + " good")
                        .row("agents", String.valueOf(agents))
                        .row("sessions", String.valueOf(sessions.count()));
        show(json, table.lines());
    }
}
