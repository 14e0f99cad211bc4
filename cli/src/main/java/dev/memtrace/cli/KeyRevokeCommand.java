package dev.memtrace.cli;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryChange;
import dev.memtrace.core.directory.DirectoryEntry.ApiKey;
import dev.memtrace.core.directory.DirectoryScan;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code memtrace key revoke}. */
@Command(
        name = "revoke",
        description = "Ends an API key for good; every service refuses it at once.",
        mixinStandardHelpOptions = true)
final class KeyRevokeCommand extends AdminCommand {
    @Parameters(
            paramLabel = "KEY_ID",
            description =
                    "id of the key, key_..., as `memtrace key list` shows it; not the key itself")
    private String id;

    @Option(
            names = "--org",
            paramLabel = "ORG",
            converter = OrgIdConverter.class,
            description = "id of the key's org; looked up if it is not given")
    private OrgId org;

    @Override
    void check() {
        if (!id.startsWith("key_")) {
            // Not quoted: it may be the key itself.
            throw wrong("KEY_ID: an id starts with key_; `memtrace key list` shows them");
        }
    }

    @Override
    void run(DirectoryAccess directory) {
        var owner = org == null ? ownerOf(directory) : org;
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        var decision =
                directory.decide(
                        new Wish.RevokeKey(owner, id, now), "The key may still be revoked.");
        if (decision instanceof Decision.Done(var state)
                && state.entry() instanceof ApiKey revoked) {
            show(AdminJson.of(revoked, now), List.of("revoked " + id + " of " + owner));
        }
    }

    private OrgId ownerOf(DirectoryAccess directory) {
        var owner = new AtomicReference<OrgId>();
        directory.read(
                DirectoryScan.Wanted.ofAll(EntryKind.API_KEY),
                change -> {
                    if (change.key().id().equals(id)) {
                        owner.set(
                                change instanceof DirectoryChange.Stated(var state)
                                        ? state.entry().org()
                                        : null);
                    }
                });
        if (owner.get() == null) {
            throw new CommandFailedException("there is no API key " + id);
        }
        return owner.get();
    }
}
