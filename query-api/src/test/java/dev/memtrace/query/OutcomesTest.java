package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import org.junit.jupiter.api.Test;

final class OutcomesTest {
    private static final OrgId ORG = new OrgId("org_a");
    private static final Outcome REFUSED = new Outcome.Refused("x".repeat(100));
    private static final Outcome REJECTED = new Outcome.Rejected("");

    private final Outcomes outcomes = new Outcomes(1_000);

    private static MemoryId id(int number) {
        return new MemoryId(number, number);
    }

    @Test
    void the_oldest_go_when_there_is_no_room() {
        for (int i = 0; i < 5; i++) {
            outcomes.add(ORG, id(i), REFUSED, i);
        }

        assertThat(outcomes.bytes()).isEqualTo(800);
        assertThat(outcomes.size()).isEqualTo(2);
        assertThat(outcomes.find(ORG, id(2))).isEmpty();
        assertThat(outcomes.find(ORG, id(3))).contains(REFUSED);
        assertThat(outcomes.find(ORG, id(4))).contains(REFUSED);
    }

    @Test
    void a_newer_outcome_takes_the_place_of_an_older_one() {
        outcomes.add(ORG, id(1), REFUSED, 1);
        outcomes.add(ORG, id(2), REFUSED, 2);
        outcomes.add(ORG, id(1), REJECTED, 3);

        assertThat(outcomes.find(ORG, id(1))).contains(REJECTED);
        assertThat(outcomes.bytes()).isEqualTo(600);
        outcomes.forgetBefore(3);
        assertThat(outcomes.find(ORG, id(1))).contains(REJECTED);
        assertThat(outcomes.find(ORG, id(2))).isEmpty();
        assertThat(outcomes.bytes()).isEqualTo(200);
    }

    @Test
    void only_the_owner_finds_one() {
        outcomes.add(ORG, id(1), REJECTED, 1);

        assertThat(outcomes.find(new OrgId("org_b"), id(1))).isEmpty();
    }
}
