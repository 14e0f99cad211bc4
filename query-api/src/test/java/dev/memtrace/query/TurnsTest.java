package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TurnsTest {
    private static final OrgId ORG = new OrgId("org_a");
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void an_org_has_so_many_turns_and_others_have_theirs() {
        var turns = new Turns(2);
        assertThat(turns.take(ORG, Duration.ZERO)).isTrue();
        assertThat(turns.take(ORG, Duration.ZERO)).isTrue();

        assertThat(turns.take(ORG, Duration.ofMillis(5))).isFalse();
        assertThat(turns.take(new OrgId("org_b"), Duration.ZERO)).isTrue();

        turns.giveBack(ORG);
        assertThat(turns.take(ORG, Duration.ZERO)).isTrue();
    }

    @Test
    void nothing_is_kept_of_orgs_that_ask_nothing() {
        var turns = new Turns(1);
        for (int i = 0; i < 1_000; i++) {
            var org = new OrgId("org_" + i);
            assertThat(turns.take(org, Duration.ZERO)).isTrue();
            assertThat(turns.take(org, Duration.ZERO)).isFalse();
            turns.giveBack(org);
        }

        assertThat(turns.orgs()).isZero();
    }

    @Test
    void however_many_ask_at_once_no_turn_is_lost_or_given_twice() throws InterruptedException {
        var turns = new Turns(3);
        var held = new AtomicInteger();
        var most = new ConcurrentHashMap<Integer, Boolean>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 50; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (int turn = 0; turn < 100; turn++) {
                                            if (turns.take(ORG, LONG)) {
                                                most.put(held.incrementAndGet(), true);
                                                Thread.yield();
                                                held.decrementAndGet();
                                                turns.giveBack(ORG);
                                            }
                                        }
                                    }));
        }
        for (var thread : threads) {
            thread.join();
        }

        assertThat(most.keySet()).isNotEmpty().allMatch(count -> count <= 3);
        assertThat(turns.orgs()).isZero();
    }
}
