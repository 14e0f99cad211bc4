package dev.memtrace.cli;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcConfig;
import dev.memtrace.arc.DirectoryBindings;
import dev.memtrace.core.directory.DirectoryEntry.ArcInstance;
import dev.memtrace.core.directory.DirectoryEntry.Org;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.directory.Tenants;
import dev.memtrace.core.memory.OrgId;
import java.util.List;
import java.util.Optional;

/**
 * Where an org's memories are, as the services see it.
 *
 * @param config what the configuration says of Arcs
 */
record AuditArc(ArcBinding binding, ArcConfig config) {
    /** What a scan found, in the shape that services ask. */
    private record Scanned(OrgEntries entries) implements Tenants {
        @Override
        public Optional<Org> org(OrgId org) {
            return Optional.of(entries.org()).filter(it -> it.id().equals(org.value()));
        }

        @Override
        public Optional<ArcInstance> arc(OrgId org) {
            return entries.arc().filter(it -> it.org().equals(org));
        }

        @Override
        public List<Org> orgs() {
            return List.of(entries.org());
        }

        @Override
        public List<ArcInstance> arcs() {
            return entries.arc().stream().toList();
        }
    }

    /**
     * Looks it up.
     *
     * @throws CommandFailedException if there is no such org, or none that this command can reach
     */
    static AuditArc of(DirectoryAccess directory, OrgId org) {
        var entries = OrgEntries.of(directory, org, EntryKind.ARC);
        var config = config(directory.place());
        var masterKey =
                entries.arc().flatMap(ArcInstance::sealedKey).isPresent()
                        ? MasterKeys.of(directory)
                        : MasterKey.parse(MasterKey.generate()).orElseThrow(); // opens nothing
        var binding = DirectoryBindings.of(new Scanned(entries), masterKey, config).of(org);
        return new AuditArc(
                binding.orElseThrow(
                        () ->
                                new CommandFailedException(
                                        org
                                                + " has no Arc of its own, and none is configured here that"
                                                + " serves it; set arc.url and arc.serves as the sink has them")),
                config);
    }

    private static ArcConfig config(KafkaPlace place) {
        var settings = place.settings();
        place.up()
                .ifPresent(
                        up -> {
                            if (up.arcUrl().isEmpty()) {
                                throw new CommandFailedException(
                                        "this memtrace up does not say where its Arc is; start it again");
                            }
                            settings.with("arc.url", up.arcUrl())
                                    .with("arc.api_key", "")
                                    .with("arc.serves", "every_org");
                        });
        var config = ArcConfig.from(settings);
        settings.throwIfAnyProblem();
        return config;
    }
}
