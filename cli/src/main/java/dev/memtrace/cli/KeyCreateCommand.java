package dev.memtrace.cli;

import dev.memtrace.core.directory.ApiKeys;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.TimeText;
import dev.memtrace.core.service.Permission;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code memtrace key create}. */
@Command(
        name = "create",
        description = {
            "Makes an API key and prints it, this once: only its hash is kept.",
            "Everything else is said on standard error, so that KEY=$(memtrace key create ...) works."
        },
        mixinStandardHelpOptions = true)
final class KeyCreateCommand extends AdminCommand {
    @Option(
            names = "--org",
            required = true,
            paramLabel = "ORG",
            converter = OrgIdConverter.class,
            description = "id of the org that it opens")
    private OrgId org;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            converter = EntryName.Converter.class,
            description = "unique among the keys of the org that are not revoked")
    private EntryName name;

    @Option(
            names = "--permissions",
            defaultValue = "read,write",
            paramLabel = "LIST",
            description =
                    "any of read, write and admin, which may do everything, with commas; default"
                            + " ${DEFAULT-VALUE}")
    private String permissionNames;

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description = "when it stops working: " + Expiry.RULE + "; default never")
    private String expires;

    private EnumSet<Permission> permissions;
    private Optional<Instant> expiresAt = Optional.empty();
    private Instant now;

    @Override
    void check() {
        now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        permissions = permissions();
        if (expires != null) {
            expiresAt = Expiry.parse(expires, now);
            if (expiresAt.isEmpty()) {
                throw wrong("--expires: \"" + expires + "\" is not " + Expiry.RULE);
            }
            if (!expiresAt.get().isAfter(now)) {
                throw wrong("--expires: \"" + expires + "\" is not in the future");
            }
        }
    }

    private EnumSet<Permission> permissions() {
        var named = EnumSet.noneOf(Permission.class);
        for (var text : permissionNames.split(",", -1)) {
            try {
                named.add(Permission.valueOf(text.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw wrong("--permissions: \"" + text + "\" is not one of read, write, admin");
            }
        }
        return named;
    }

    @Override
    void run(DirectoryAccess directory) {
        var key = Ids.apiKey();
        var entry = ApiKeys.entryFor(key, org, name.text(), permissions, now, expiresAt);
        var _ =
                directory.decide(
                        new Wish.Create(entry),
                        "The key may still come to be, and nobody has it: then `memtrace key revoke "
                                + entry.id()
                                + "`.");
        show(AdminJson.of(entry, now).put("key", key), List.of(key));
        say(
                "the key %s of %s, \"%s\", may %s and expires %s; it is shown only this once"
                        .formatted(
                                entry.id(),
                                org,
                                name.text(),
                                String.join(", ", AdminJson.names(permissions)),
                                expiresAt.map(TimeText::format).orElse("never")));
    }
}
