package dev.memtrace.cli;

import dev.memtrace.core.directory.DirectoryAnswers;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.TimeText;
import dev.memtrace.core.service.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code memtrace agent list}. */
@Command(
        name = "list",
        description = "Lists the registered agents of an org, newest first.",
        mixinStandardHelpOptions = true)
final class AgentListCommand extends AdminCommand {
    @Option(
            names = "--org",
            required = true,
            paramLabel = "ORG",
            converter = OrgIdConverter.class,
            description = "id of the org")
    private OrgId org;

    @Override
    void run(DirectoryAccess directory) {
        var json = Json.MAPPER.createObjectNode();
        var items = json.putArray("agents");
        var table = new Table("ID", "NAME", "CREATED", "DESCRIPTION");
        for (var agent : OrgEntries.of(directory, org, EntryKind.AGENT).agents()) {
            items.add(DirectoryAnswers.of(agent));
            table.row(
                    agent.id(),
                    agent.name(),
                    TimeText.format(agent.createdAt()),
                    agent.description().orElse(""));
        }
        show(json.put("count", items.size()), table.lines());
    }
}
