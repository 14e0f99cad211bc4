package dev.memtrace.cli;

import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.memory.OrgId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code memtrace org show-arc}. */
@Command(
        name = "show-arc",
        description =
                "Shows where an org's memories are stored; of the Arc's key only whether there is one.",
        mixinStandardHelpOptions = true)
final class OrgShowArcCommand extends AdminCommand {
    @Parameters(paramLabel = "ORG", converter = OrgIdConverter.class, description = "id of the org")
    private OrgId org;

    @Override
    void run(DirectoryAccess directory) {
        var arc =
                OrgEntries.of(directory, org, EntryKind.ARC)
                        .arc()
                        .orElseThrow(
                                () ->
                                        new CommandFailedException(
                                                org
                                                        + " has no Arc of its own; it uses that of the services'"
                                                        + " configuration if that one serves it (arc.serves)"));
        show(AdminJson.of(arc), ArcText.table(arc));
    }
}
