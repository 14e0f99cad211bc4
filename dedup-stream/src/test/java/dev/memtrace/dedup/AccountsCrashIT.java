package dev.memtrace.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.testkit.ChildJvm;
import dev.memtrace.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The whole process is killed, as the system does it. */
class AccountsCrashIT {
    private static final int KILLS = 3;
    private static final int RECORDS = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @TestFactory
    Stream<DynamicTest> accounts_are_exact_however_often_dedup_is_killed() {
        return Seeds.tests(
                1,
                chance -> {
                    try (var log = new CountedLog(AccountsCrashIT.class, chance)) {
                        for (int kill = 0; kill < KILLS; kill++) {
                            long decidedBefore = log.written();
                            log.send(RECORDS);
                            // Somewhere inside of it, most likely in an open transaction.
                            long enough = decidedBefore + chance.within(1, RECORDS / 4);
                            try (var dedup = start(log)) {
                                await().pollInterval(Duration.ofMillis(1))
                                        .atMost(PATIENCE)
                                        .until(() -> log.written() >= enough);
                                dedup.kill9();
                            }
                        }
                        try (var _ = start(log)) {
                            await().atMost(PATIENCE)
                                    .untilAsserted(
                                            () ->
                                                    assertThat(log.decidedThrough())
                                                            .isEqualTo(log.ends()));
                        }

                        assertThat(log.accounts()).isEqualTo(log.expected());
                        assertThat(log.accepted())
                                .isEqualTo(
                                        log.expected().entrySet().stream()
                                                .collect(
                                                        Collectors.toMap(
                                                                Map.Entry::getKey,
                                                                it -> it.getValue().accepted())));
                    }
                });
    }

    private ChildJvm start(CountedLog log) {
        return ChildJvm.start(
                DedupMain.class, List.of("-Xmx256m"), log.environment(folder.resolve("state")));
    }
}
