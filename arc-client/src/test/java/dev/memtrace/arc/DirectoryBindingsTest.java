package dev.memtrace.arc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.directory.Tenants;
import dev.memtrace.core.memory.OrgId;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DirectoryBindingsTest {
    private static final OrgId ORG = new OrgId("org_a");
    private static final OrgId DEFAULT_ORG = new OrgId("org_default");

    private final MasterKey masterKey =
            MasterKey.parse(Base64.getEncoder().encodeToString(new byte[32])).orElseThrow();
    private final FakeTenants tenants = new FakeTenants();

    /** Tenants as a test says they are. */
    private static final class FakeTenants implements Tenants {
        private final Map<OrgId, DirectoryEntry.ArcInstance> arcs = new HashMap<>();

        @Override
        public Optional<DirectoryEntry.Org> org(OrgId org) {
            return Optional.empty();
        }

        @Override
        public Optional<DirectoryEntry.ArcInstance> arc(OrgId org) {
            return Optional.ofNullable(arcs.get(org));
        }

        @Override
        public List<DirectoryEntry.Org> orgs() {
            return List.of();
        }

        @Override
        public List<DirectoryEntry.ArcInstance> arcs() {
            return List.copyOf(arcs.values());
        }
    }

    @Test
    void an_org_has_the_database_and_measurement_of_its_binding_as_of_now() {
        var bindings = bindings();
        bind(ORG, "first", "events", 1);
        var first = bindings.of(ORG).orElseThrow();

        bind(ORG, "second", "memories", 2);

        assertThat(first.database()).isEqualTo("first");
        assertThat(first.token()).isEqualTo("secret");
        var second = bindings.of(ORG).orElseThrow();
        assertThat(second.database()).isEqualTo("second");
        assertThat(second.measurement()).isEqualTo("memories");
        assertThat(second.version()).isEqualTo(2);
    }

    @Test
    void an_org_without_a_binding_has_the_arc_of_the_configuration_only_if_that_serves_it() {
        assertThat(bindings().of(DEFAULT_ORG).orElseThrow().database()).isEqualTo("memtrace");
        assertThat(bindings().of(ORG)).isEmpty();
    }

    @Test
    void nothing_is_kept_of_orgs_that_are_gone() {
        var bindings = bindings();
        for (int i = 0; i < 100; i++) {
            var org = new OrgId("org_" + i);
            bind(org, "d", "events", 1);
            assertThat(bindings.of(org)).isPresent();
            tenants.arcs.remove(org);
        }
        bind(ORG, "d", "events", 1);
        assertThat(bindings.of(ORG)).isPresent();

        assertThat(bindings.kept()).isEqualTo(1);

        tenants.arcs.clear();
        assertThat(bindings.of(ORG)).isEmpty();
        assertThat(bindings.kept()).isZero();
    }

    private DirectoryBindings bindings() {
        var settings = Settings.empty().with("arc.url", "http://shared:8000");
        return DirectoryBindings.of(tenants, masterKey, ArcConfig.from(settings));
    }

    private void bind(OrgId org, String database, String measurement, long version) {
        var url = URI.create("http://own:8000");
        tenants.arcs.put(
                org,
                new DirectoryEntry.ArcInstance(
                        org,
                        url,
                        database,
                        measurement,
                        Optional.of(masterKey.seal("secret", org, url)),
                        version,
                        Instant.EPOCH));
    }
}
