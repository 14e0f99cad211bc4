package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.arc.MemoryBatch;
import dev.memtrace.arc.QueryResult;
import dev.memtrace.arc.WriteOutcome;
import dev.memtrace.core.memory.OrgId;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ArcProbesTest {
    private static final OrgId ORG = new OrgId("org_a");

    private final AtomicLong nanos = new AtomicLong();
    private final Map<OrgId, ArcBinding> bindings = new ConcurrentHashMap<>();
    private final TalkingArc arc = new TalkingArc();
    private final ArcProbes probes =
            new ArcProbes(org -> Optional.ofNullable(bindings.get(org)), arc, nanos::get);

    /** Answers what it is told to, or nothing for as long as it is silenced. */
    private static final class TalkingArc implements ArcClient {
        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean isReady = true;
        private volatile CountDownLatch silence = new CountDownLatch(0);

        @Override
        public boolean isReady(ArcBinding binding) {
            asked.incrementAndGet();
            try {
                silence.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return isReady;
        }

        void silence() {
            silence = new CountDownLatch(1);
        }

        @Override
        public QueryResult query(ArcBinding binding, String sql) {
            throw new UnsupportedOperationException("a probe asks no questions");
        }

        @Override
        public WriteOutcome write(ArcBinding binding, MemoryBatch batch) {
            throw new UnsupportedOperationException("a probe writes nothing");
        }

        @Override
        public Optional<Duration> uptime(ArcBinding binding) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            silence.countDown();
        }
    }

    @AfterEach
    void letGo() {
        arc.close();
    }

    @Test
    void an_arc_is_asked_once_in_an_interval_whoever_wants_to_know() {
        bind(ORG, "d");
        for (int i = 0; i < 100; i++) {
            assertThat(probes.answers(ORG)).isTrue();
        }
        assertThat(arc.asked).hasValue(1);

        arc.isReady = false;
        nanos.addAndGet(ArcProbes.INTERVAL.toNanos() - 1);
        assertThat(probes.answers(ORG)).isTrue();
        nanos.addAndGet(1);

        assertThat(probes.answers(ORG)).isFalse();
        assertThat(arc.asked).hasValue(2);
    }

    @Test
    void of_a_silent_arc_is_told_what_was_known_last_and_soon() {
        bind(ORG, "d");
        assertThat(probes.answers(ORG)).isTrue();
        arc.silence();
        nanos.addAndGet(ArcProbes.INTERVAL.toNanos());

        long start = System.nanoTime();
        assertThat(probes.answers(ORG)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(ArcProbes.WAIT_MAX)
                .isLessThan(ArcProbes.WAIT_MAX.multipliedBy(8));

        nanos.addAndGet(ArcProbes.INTERVAL.toNanos());
        assertThat(probes.answers(ORG)).isTrue();
        assertThat(arc.asked).hasValue(2); // one question under way is enough

        arc.isReady = false;
        arc.close();
        await().untilAsserted(() -> assertThat(probes.answers(ORG)).isFalse());
    }

    @Test
    void of_an_arc_that_never_answered_is_told_that_it_does_not() {
        bind(ORG, "d");
        arc.silence();

        assertThat(probes.answers(ORG)).isFalse();

        arc.close();
        await().untilAsserted(() -> assertThat(probes.answers(ORG)).isTrue());
        assertThat(arc.asked).hasValue(1);
    }

    @Test
    void another_binding_is_another_arc_of_which_nothing_is_known() {
        bind(ORG, "d");
        assertThat(probes.answers(ORG)).isTrue();

        arc.silence();
        bind(ORG, "other");

        assertThat(probes.answers(ORG)).isFalse();
        assertThat(arc.asked).hasValue(2);
    }

    @Test
    void nothing_is_kept_of_orgs_without_an_arc_or_that_nobody_asks_about() {
        for (int i = 0; i < 100; i++) {
            var org = new OrgId("org_" + i);
            bind(org, "d");
            assertThat(probes.answers(org)).isTrue();
        }
        assertThat(probes.orgs()).isEqualTo(100);

        nanos.addAndGet(ArcProbes.KEPT_MAX.toNanos());
        bind(ORG, "d");
        assertThat(probes.answers(ORG)).isTrue();
        assertThat(probes.orgs()).isEqualTo(1);

        bindings.clear();
        assertThat(probes.answers(ORG)).isFalse();
        assertThat(probes.orgs()).isZero();
    }

    private void bind(OrgId org, String database) {
        bindings.put(org, new ArcBinding(URI.create("http://localhost:1"), database, "events", ""));
    }
}
