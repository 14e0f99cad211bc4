package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code memtrace org delete}. */
@Command(
        name = "delete",
        description = {
            "Deletes an org with its keys, agents, sessions and Arc binding.",
            "Its memories are not deleted: they stay in its Arc, and on Kafka for as long as the topics"
                    + " keep them; but its inbox is, with what is unread in it, and its feed. Asks"
                    + " first, on a terminal; elsewhere it needs --yes."
        },
        mixinStandardHelpOptions = true)
final class OrgDeleteCommand extends AdminCommand {
    @Parameters(paramLabel = "ORG", converter = OrgIdConverter.class, description = "id of the org")
    private OrgId org;

    @Option(names = "--yes", description = "do it without asking")
    private boolean isSure;

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
        if (!isSure && !org.value().equals(Ids.DEFAULT_ORG)) { // which cannot be deleted anyway
            askFirst(found, sessions);
        }
        var _ =
                directory.decide(
                        new Wish.RemoveOrg(org), "The org may still be deleted; look again.");
        show(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("org_id", org.value())
                        .put("deleted", true),
                List.of("deleted " + org));
        say("its memories stay in its Arc, and on Kafka for as long as the topics keep them");
        directory.inboxes().deleted(org).forEach(this::say);
    }

    private void askFirst(OrgEntries found, SessionCount sessions) {
        if (!ImportProgress.isTerminal()) {
            throw new CommandFailedException(
                    "deleting "
                            + org
                            + " cannot be undone, and there is no terminal to ask on; add --yes");
        }
        note("This deletes the org " + org + " (" + Table.harmless(found.org().name()) + "):");
        note(
                "  %d keys, which stop working at once; %d agents; %d sessions; its Arc binding (%s)"
                        .formatted(
                                found.keys().size(),
                                found.agents().size(),
                                sessions.count(),
                                found.arc().map(ArcText::line).orElse("none")));
        note("It does not delete memories: they stay in Arc, and on Kafka while topics keep them.");
        note("But it deletes the org's inbox, with what is unread in it, and its feed.");
        var answer = System.console().readLine("Delete it? [y/N] ");
        if (answer == null
                || !List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT))) {
            throw new CommandFailedException("nothing was deleted");
        }
    }
}
