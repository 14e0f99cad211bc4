package dev.memtrace.cli;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.core.config.Secret;
import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryEntry.ArcInstance;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code memtrace org add-arc}. */
@Command(
        name = "add-arc",
        description = {
            "Has an org's memories stored in this Arc from now on; services follow at once.",
            "The Arc's key is kept sealed under the master key: that of MEMTRACE_MASTER_KEY, or the one in"
                    + " the data directory of `memtrace up`. Adding the same place again changes the key."
        },
        mixinStandardHelpOptions = true)
final class OrgAddArcCommand extends AdminCommand {
    @Parameters(paramLabel = "ORG", converter = OrgIdConverter.class, description = "id of the org")
    private OrgId org;

    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description = "where the Arc is, such as http://arc:8000, as the services see it")
    private String url;

    @Option(
            names = "--database",
            required = true,
            paramLabel = "DB",
            description = "database of the Arc: a small letter, then small letters, digits or _")
    private String database;

    @Option(
            names = "--measurement",
            defaultValue = "events",
            paramLabel = "NAME",
            description = "measurement in it; default ${DEFAULT-VALUE}")
    private String measurement;

    @Mixin private ArcKeyOptions key;

    @Option(
            names = "--abandon-history",
            description = {
                "move the org although its memories were stored elsewhere: memories that are already"
                        + " stored are no longer found, those not yet stored go to the new place"
            })
    private boolean abandonsHistory;

    private ArcBinding binding;

    @Override
    void check() {
        var token = key.read(this::wrong).map(Secret::text).orElse("");
        try {
            binding = new ArcBinding(URI.create(url), database, measurement, token);
        } catch (IllegalArgumentException e) {
            throw wrong(ArcProblems.of(url, database, measurement));
        }
        if (!ArcProblems.isPlain(binding.url())) {
            throw wrong("--url: must have no user, query or fragment; the key has its own option");
        }
    }

    @Override
    void run(DirectoryAccess directory) {
        var masterKey = MasterKeys.of(directory);
        var before = OrgEntries.of(directory, org, EntryKind.ARC); // which tells if there is no org
        var warning = ArcProbe.problemOf(binding);
        var sealed =
                Optional.of(binding.token())
                        .filter(token -> !token.isEmpty())
                        .map(token -> masterKey.seal(token, org, binding.url()));
        var arc =
                new ArcInstance(
                        org,
                        binding.url(),
                        binding.database(),
                        binding.measurement(),
                        sealed,
                        0,
                        Instant.now().truncatedTo(ChronoUnit.MICROS));
        var bound = bind(directory, arc);
        var json = AdminJson.of(bound).put("arc_answers", warning.isEmpty());
        warning.ifPresentOrElse(text -> json.put("warning", text), () -> json.putNull("warning"));
        show(json, ArcText.table(bound));
        if (before.arc().isEmpty() && directory.place().sharesAnArc(org)) {
            note(
                    "memtrace: what this org stored until now is in the Arc that all share, and is no"
                            + " longer found; after `memtrace org remove-arc` it is again");
        }
        warning.ifPresent(
                text ->
                        note(
                                "memtrace: warning: "
                                        + text
                                        + "; the org is bound to it all the same, and its memories wait"));
    }

    private ArcInstance bind(DirectoryAccess directory, ArcInstance arc) {
        try {
            var decision =
                    directory.decide(
                            new Wish.BindArc(arc, abandonsHistory), "The Arc may still be added.");
            return decision instanceof Decision.Done(var state)
                            && state.entry() instanceof ArcInstance bound
                    ? bound
                    : arc;
        } catch (RefusedException e) {
            throw e.isConflict()
                    ? new CommandFailedException(
                            e.getMessage()
                                    + "; --abandon-history moves the org all the same: memories already stored are"
                                    + " then no longer found, those not yet stored go to the new place")
                    : e;
        }
    }
}
