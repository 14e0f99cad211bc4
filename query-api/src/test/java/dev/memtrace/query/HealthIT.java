package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.memory.OrgId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of orgs and their Arcs, and to whom. */
final class HealthIT {
    /** Sooner than anybody gives up on an Arc. */
    private static final Duration SOON = Duration.ofMillis(1_500);

    @TempDir private Path directory;
    private QueryBench bench;

    @BeforeEach
    void start() {
        bench = new QueryBench(directory);
        bench.get("/health"); // so that no test pays for what the first request loads
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void ready_does_not_depend_on_any_arc_and_waits_for_none() {
        try (var silent = SilentArc.start()) {
            bench.bind("org_default", Optional.of(silent.binding()));

            long start = System.nanoTime();
            var ready = bench.getWithoutKey("/ready");
            var health = bench.getWithoutKey("/health");
            var elapsed = Duration.ofNanos(System.nanoTime() - start);

            assertThat(ready.status()).isEqualTo(200);
            assertThat(ready.json().toString())
                    .isEqualTo("{\"status\":\"ready\",\"arc\":{\"org_default\":false}}");
            assertThat(health.status()).isEqualTo(200);
            assertThat(health.json().get("arc").toString()).isEqualTo("{\"org_default\":false}");
            assertThat(elapsed).isLessThan(SOON);
        }
    }

    @Test
    void health_shows_a_caller_its_own_org_and_nothing_else() {
        bench.bind("org_b", Optional.empty());

        var ours = bench.get("key-a", "/health").json();
        var theirs = bench.get("key-b", "/health").json();

        assertThat(ours.get("arc").toString()).isEqualTo("{\"org_a\":true}");
        assertThat(theirs.get("arc").toString()).isEqualTo("{\"org_b\":false}");
        assertThat(ours.has("orgs") || ours.has("arc_instances")).isFalse();
    }

    @Test
    void health_shows_strangers_the_default_org_and_how_many_there_are() {
        for (var org : new String[] {"org_default", "org_a"}) {
            bench.registry.orgs.add(new DirectoryEntry.Org(new OrgId(org), org, Quota.NONE, NOON));
        }
        bench.registry.arcs.add(
                new DirectoryEntry.ArcInstance(
                        new OrgId("org_a"),
                        bench.arc.uri(),
                        "d",
                        "events",
                        Optional.empty(),
                        1,
                        NOON));

        for (var answer :
                new QueryBench.Answer[] {
                    bench.getWithoutKey("/health"), bench.get("unknown", "/health")
                }) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("status").asText()).isEqualTo("ok");
            assertThat(answer.json().get("service").asText()).isEqualTo("memtrace");
            assertThat(answer.json().get("arc").toString()).isEqualTo("{\"org_default\":true}");
            assertThat(answer.json().get("orgs").asInt()).isEqualTo(2);
            assertThat(answer.json().get("arc_instances").asInt()).isEqualTo(1);
            assertThat(answer.json().toString()).doesNotContain("org_a");
        }
    }
}
