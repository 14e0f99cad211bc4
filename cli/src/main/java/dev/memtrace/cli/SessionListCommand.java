package dev.memtrace.cli;

import dev.memtrace.core.directory.DirectoryAnswers;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.TimeText;
import dev.memtrace.core.service.Json;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code memtrace session list}. */
@Command(
        name = "list",
        description = "Lists the registered sessions of an org, newest first.",
        mixinStandardHelpOptions = true)
final class SessionListCommand extends AdminCommand {
    private static final int LIMIT_MAX = 100_000;

    @Option(
            names = "--org",
            required = true,
            paramLabel = "ORG",
            converter = OrgIdConverter.class,
            description = "id of the org")
    private OrgId org;

    @Option(
            names = "--agent",
            paramLabel = "AGENT",
            description = "only those of this agent, as its agent_id has it")
    private String agent;

    @Option(
            names = "--limit",
            defaultValue = "100",
            paramLabel = "N",
            description = "how many at most, up to 100000; default ${DEFAULT-VALUE}")
    private int limit;

    @Override
    void check() {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw wrong("--limit: must be within 1.." + LIMIT_MAX + ", got " + limit);
        }
    }

    @Override
    void run(DirectoryAccess directory) {
        var newest = new NewestSessions(limit, Optional.ofNullable(agent));
        var _ = OrgEntries.of(directory, org, newest, EntryKind.SESSION);
        var json = Json.MAPPER.createObjectNode();
        var items = json.putArray("sessions");
        var table = new Table("ID", "AGENT", "STATUS", "CREATED", "UPDATED");
        for (var session : newest.sessions()) {
            items.add(DirectoryAnswers.of(session));
            table.row(
                    session.id(),
                    session.agent().value(),
                    session.status().text(),
                    TimeText.format(session.createdAt()),
                    TimeText.format(session.updatedAt()));
        }
        show(json.put("count", items.size()).put("has_more", newest.hasMore()), table.lines());
        if (newest.hasMore()) {
            say("there are more; --limit shows them");
        }
    }
}
