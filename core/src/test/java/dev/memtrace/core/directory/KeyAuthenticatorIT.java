package dev.memtrace.core.directory;

import static dev.memtrace.core.directory.DirectoryBench.NOON;
import static dev.memtrace.core.directory.DirectoryBench.ORG;
import static dev.memtrace.core.directory.DirectoryBench.OTHER;
import static dev.memtrace.core.directory.DirectoryBench.PATIENCE;
import static dev.memtrace.core.directory.DirectoryBench.org;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Permission;
import dev.memtrace.core.service.Principal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyAuthenticatorIT {
    @TempDir private Path folder;

    private final HandClock clock = new HandClock();
    private DirectoryBench bench;
    private DirectoryReplica replica;
    private KeyAuthenticator keys;

    /** Stands until it is moved. */
    private static final class HandClock extends Clock {
        private volatile Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void start() {
        bench = new DirectoryBench();
        bench.write(org(ORG), org(OTHER));
        replica = bench.replica(folder.resolve("directory.db"));
        keys = KeyAuthenticator.of(replica, clock);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private DirectoryEntry.ApiKey add(String key, OrgId org, Optional<Instant> expiresAt) {
        var entry = ApiKeys.entryFor(key, org, "name", Set.of(Permission.READ), NOON, expiresAt);
        long revision = bench.write(entry);
        assertThat(replica.awaitApplied(org, revision, PATIENCE)).isTrue();
        return entry;
    }

    @Test
    void a_key_opens_its_own_org_with_its_own_permissions() {
        var key = Ids.apiKey();
        add(key, ORG, Optional.empty());
        var other = Ids.apiKey();
        add(other, OTHER, Optional.empty());

        assertThat(keys.principalOf(key)).contains(new Principal(ORG, Set.of(Permission.READ)));
        assertThat(keys.principalOf(other)).map(Principal::org).contains(OTHER);
        assertThat(keys.principalOf(key + "x")).isEmpty();
    }

    @Test
    void a_revoked_key_is_refused_as_soon_as_its_record_arrives() {
        var key = Ids.apiKey();
        var entry = add(key, ORG, Optional.empty());
        var kept = Ids.apiKey();
        add(kept, ORG, Optional.empty());
        assertThat(keys.principalOf(key)).isPresent();
        assertThat(keys.principalOf(kept)).isPresent();

        long start = System.nanoTime();
        bench.write(entry.revoked(NOON));
        await().pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(keys.principalOf(key)).isEmpty());

        var took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isLessThan(Duration.ofSeconds(1));
        assertThat(keys.principalOf(kept)).isPresent();
    }

    @Test
    void a_key_of_a_removed_org_is_refused() {
        var key = Ids.apiKey();
        add(key, ORG, Optional.empty());
        assertThat(keys.principalOf(key)).isPresent();

        bench.remove(org(ORG));

        await().until(() -> replica.org(ORG).isEmpty());
        assertThat(keys.principalOf(key)).isEmpty();
    }

    @Test
    void a_key_expires_on_time_although_it_was_proven_before() {
        var key = Ids.apiKey();
        add(key, ORG, Optional.of(NOON.plusSeconds(60)));

        clock.now = NOON.plusSeconds(60).minusMillis(1);
        assertThat(keys.principalOf(key)).isPresent();
        clock.now = NOON.plusSeconds(60);
        assertThat(keys.principalOf(key)).isEmpty();
    }

    /** A bcrypt takes some 50 ms on purpose; a thousand of them would take most of a minute. */
    @Test
    void keys_that_are_unknown_revoked_or_expired_cost_no_bcrypt() {
        var revoked = Ids.apiKey();
        add(revoked, ORG, Optional.empty());
        var ended = add(Ids.apiKey(), ORG, Optional.empty());
        bench.write(ended.revoked(NOON));
        var expired = Ids.apiKey();
        add(expired, ORG, Optional.of(NOON));
        var entry = ApiKeys.entryFor(revoked, ORG, "n", Set.of(), NOON, Optional.empty());
        long revision =
                bench.write(
                        new DirectoryEntry.ApiKey(
                                replica.apiKeys(ApiKeys.digest(revoked)).getFirst().id(),
                                ORG,
                                "n",
                                entry.digest(),
                                entry.bcrypt(),
                                Set.of(),
                                NOON,
                                Optional.empty(),
                                Optional.of(NOON)));
        assertThat(replica.awaitApplied(ORG, revision, PATIENCE)).isTrue();

        long start = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            assertThat(keys.principalOf(Ids.apiKey())).isEmpty();
            assertThat(keys.principalOf(revoked)).isEmpty();
            assertThat(keys.principalOf(expired)).isEmpty();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    /** One after the other, a hundred bcrypts would take seconds. */
    @Test
    void a_crowd_with_one_new_key_costs_one_bcrypt() throws Exception {
        var key = Ids.apiKey();
        add(key, ORG, Optional.empty());
        long start = System.nanoTime();
        try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked =
                    crowd.invokeAll(
                            IntStream.range(0, 200)
                                    .<Callable<Optional<Principal>>>mapToObj(
                                            _ -> () -> keys.principalOf(key))
                                    .toList());
            for (var answer : asked) {
                assertThat(answer.get()).isPresent();
            }
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
}
