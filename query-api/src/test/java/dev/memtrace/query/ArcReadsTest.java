package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.arc.ArcClientConfig;
import dev.memtrace.arc.ArcConfig;
import dev.memtrace.arc.ArcUnavailableException;
import dev.memtrace.arc.MemoryBatch;
import dev.memtrace.arc.QueryResult;
import dev.memtrace.arc.WriteOutcome;
import dev.memtrace.core.directory.SharedArc;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiError;
import dev.memtrace.core.service.ApiException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** One org's questions must not take another's turn. */
final class ArcReadsTest {
    private static final OrgId ORG = new OrgId("org_a");

    /** Answers nothing until it is let go, and then that it cannot. */
    private static final class StuckArc implements ArcClient {
        private final Semaphore asked = new Semaphore(0);
        private final CountDownLatch letGo = new CountDownLatch(1);

        @Override
        public QueryResult query(ArcBinding binding, String sql) {
            asked.release();
            try {
                letGo.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new ArcUnavailableException("stuck");
        }

        @Override
        public WriteOutcome write(ArcBinding binding, MemoryBatch batch) {
            throw new UnsupportedOperationException("query-api never writes");
        }

        @Override
        public boolean isReady(ArcBinding binding) {
            return true;
        }

        @Override
        public Optional<Duration> uptime(ArcBinding binding) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            letGo.countDown();
        }
    }

    @Test
    void an_org_that_has_all_its_questions_under_way_is_refused_and_others_are_not()
            throws InterruptedException {
        try (var arc = new StuckArc()) {
            var reads = reads(arc);
            Thread.ofVirtual().start(() -> ask(reads, ORG));
            arc.asked.acquire();

            assertThatThrownBy(() -> ask(reads, ORG))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("too many reads")
                    .extracting(e -> ((ApiException) e).error())
                    .isEqualTo(ApiError.OVERLOADED);

            Thread.ofVirtual().start(() -> ask(reads, new OrgId("org_b")));
            arc.asked.acquire();
        }
    }

    @Test
    void a_question_that_failed_gives_its_turn_back() {
        var arc = new StuckArc();
        arc.close();
        var reads = reads(arc);

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> ask(reads, ORG))
                    .extracting(e -> ((ApiException) e).error())
                    .isEqualTo(ApiError.UNAVAILABLE);
        }
        assertThat(reads.orgs()).isZero();
        assertThat(reads.metrics().exposition())
                .contains("query_questions_total{outcome=\"failed\"} 3\n");
    }

    private static void ask(ArcReads reads, OrgId org) {
        reads.ask(org, TimeWindow.ALL, _ -> "SELECT 1");
    }

    private static ArcReads reads(ArcClient arc) {
        var binding = new ArcBinding(URI.create("http://localhost:1"), "memtrace", "events", "");
        var second = Duration.ofSeconds(1);
        var times = new ArcClientConfig(Duration.ofMillis(20), second, second, 1_000);
        var config =
                new QueryApiConfig(
                        new ArcConfig(
                                Optional.of(binding),
                                SharedArc.DEFAULT_ORG,
                                times,
                                Duration.ZERO,
                                Duration.ZERO),
                        1,
                        1 << 20,
                        new QueryApiConfig.OutcomeLimits(second, 1 << 20),
                        new QueryApiConfig.StreamLimits(1, 1, 1 << 20));
        return new ArcReads(
                ArcBindings.shared(binding),
                arc,
                arc,
                config,
                new FakeTail().index(),
                Clock.systemUTC());
    }
}
