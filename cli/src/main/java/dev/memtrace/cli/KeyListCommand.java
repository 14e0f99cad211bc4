package dev.memtrace.cli;

import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.TimeText;
import dev.memtrace.core.service.Json;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code memtrace key list}. */
@Command(
        name = "list",
        description =
                "Lists the API keys of an org, newest first: whether each is good, revoked or expired.",
        mixinStandardHelpOptions = true)
final class KeyListCommand extends AdminCommand {
    @Option(
            names = "--org",
            required = true,
            paramLabel = "ORG",
            converter = OrgIdConverter.class,
            description = "id of the org")
    private OrgId org;

    @Override
    void run(DirectoryAccess directory) {
        var keys = OrgEntries.of(directory, org, EntryKind.API_KEY).keys();
        var now = Instant.now();
        var json = Json.MAPPER.createObjectNode();
        var items = json.putArray("keys");
        var table = new Table("ID", "NAME", "PERMISSIONS", "CREATED", "EXPIRES", "STATE");
        for (var key : keys) {
            items.add(AdminJson.of(key, now));
            table.row(
                    key.id(),
                    key.name(),
                    String.join(",", AdminJson.names(key.permissions())),
                    TimeText.format(key.createdAt()),
                    key.expiresAt().map(TimeText::format).orElse("never"),
                    AdminJson.state(key, now));
        }
        show(json.put("count", items.size()), table.lines());
    }
}
