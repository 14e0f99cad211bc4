package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code memtrace org remove-arc}. */
@Command(
        name = "remove-arc",
        description = {
            "Takes an org's Arc away; what is stored there stays.",
            "Until it is given one again its reads are refused, and what it writes is too, unless the Arc"
                    + " of the services' configuration serves it (arc.serves)."
        },
        mixinStandardHelpOptions = true)
final class OrgRemoveArcCommand extends AdminCommand {
    @Parameters(paramLabel = "ORG", converter = OrgIdConverter.class, description = "id of the org")
    private OrgId org;

    @Override
    void run(DirectoryAccess directory) {
        var arc = OrgEntries.of(directory, org, EntryKind.ARC).arc();
        if (arc.isEmpty()) {
            throw new CommandFailedException(org + " has no Arc of its own");
        }
        var _ = directory.decide(new Wish.UnbindArc(org), "The Arc may still be taken away.");
        show(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("org_id", org.value())
                        .put("removed", true),
                List.of("removed " + ArcText.line(arc.get())));
        say("what is stored there stays, and is found again if the same Arc is added again");
    }
}
