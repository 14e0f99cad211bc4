package dev.memtrace.cli;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code memtrace org create}. */
@Command(
        name = "create",
        description = "Makes an org and prints its id; what to do next is said on standard error.",
        mixinStandardHelpOptions = true)
final class OrgCreateCommand extends AdminCommand {
    @Parameters(
            paramLabel = "NAME",
            converter = EntryName.Converter.class,
            description = "what people call it; need not be unique")
    private EntryName name;

    @Mixin private QuotaOptions quota;

    @Override
    void run(DirectoryAccess directory) {
        var org =
                new DirectoryEntry.Org(
                        new OrgId(Ids.org()),
                        name.text(),
                        quota.over(Quota.NONE),
                        Instant.now().truncatedTo(ChronoUnit.MICROS));
        var _ =
                directory.decide(
                        new Wish.Found(org, Optional.empty()),
                        "The org may still come to be, as " + org.id() + ".");
        show(AdminJson.of(org, Optional.empty()), List.of(org.id()));
        say("the org is made; now give it an Arc (memtrace up has one for everybody) and a key:");
        say(
                "  memtrace org add-arc "
                        + org.id()
                        + " --url http://HOST:8000 --database NAME --api-key-file FILE");
        say("  memtrace key create --org " + org.id() + " --name NAME");
        if (!options().json()) {
            say(directory.inboxes().made(org.org()));
        }
    }
}
