package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One org's Arc is down while two orgs write: what the other one notices. {@code islands.seconds},
 * {@code islands.warm_up} and {@code islands.rate} (memories of each org in a second) make it a
 * measurement; as it stands it is short, and allows for machines that are busy with something else.
 */
final class OneArcDownIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final Duration DOWN =
            Duration.ofSeconds(Integer.getInteger("islands.seconds", 8));
    private static final int RATE = Integer.getInteger("islands.rate", 500);
    private static final Duration SLACK =
            Duration.ofMillis(Integer.getInteger("islands.slack", 1_500));

    /** A JVM that is still compiling is behind its load for a while. */
    private static final Duration WARM_UP =
            Duration.ofSeconds(Integer.getInteger("islands.warm_up", 5));

    private static final String HEAP = "-Xmx128m";

    @TempDir private Path directory;
    private SinkBench bench;
    private ArcLocal other;

    @BeforeEach
    void start() {
        bench = new SinkBench(OneArcDownIT.class, directory.resolve("a"));
        other = ArcLocal.start(ArcLocalConfig.in(directory.resolve("b")));
    }

    @AfterEach
    void stop() {
        other.close();
        bench.close();
    }

    @Test
    void the_others_memories_are_proven_as_fast_and_its_own_are_all_there_once_when_it_is_back() {
        var environment = Map.of(SinkMain.OTHER_ARC, other.uri().toString());
        try (var _ = bench.startChild(HEAP, environment);
                var load = new OrgLoad(bench, RATE)) {
            var _ = load.run(WARM_UP);
            var usual = load.run(Duration.ofSeconds(Math.max(4, DOWN.toSeconds() / 10)));

            int port = bench.arc().port();
            bench.arc().close();
            var meanwhile = load.run(DOWN);
            FIGURES.atInfo()
                    .addKeyValue("usual", usual)
                    .addKeyValue("meanwhile", meanwhile)
                    .log("org_b from the log to proven, org_a's Arc up and down, " + HEAP);
            assertThat(meanwhile.p99())
                    .isLessThanOrEqualTo(usual.p99().multipliedBy(2).plus(SLACK));

            long began = System.nanoTime();
            bench.startArcAgain(port);
            load.awaitAllProven();
            FIGURES.info(
                    "org_a caught up with {} memories {} s after its Arc was back",
                    load.sent(),
                    (System.nanoTime() - began) / 1_000_000_000);
            assertThat(bench.countRows(bench.arc().uri()))
                    .isEqualTo(List.of(load.sent(), load.sent()));
            assertThat(bench.countRows(other.uri())).isEqualTo(List.of(load.sent(), load.sent()));
        }
    }
}
