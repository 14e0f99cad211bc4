package dev.memtrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class SeedsTest {
    @Test
    void every_trial_has_a_seed_of_its_own() {
        var seeds = new HashSet<Long>();

        Seeds.forEach(50, chance -> seeds.add(chance.seed()));

        assertThat(seeds).hasSize(50);
    }

    @Test
    void a_failure_names_its_seed_and_how_to_run_it_again() {
        var failed = new ArrayList<Long>();

        assertThatThrownBy(
                        () ->
                                Seeds.forEach(
                                        10,
                                        chance -> {
                                            failed.add(chance.seed());
                                            throw new IllegalStateException("boom");
                                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "seed %d failed, run it again with -Dseed=%d: boom"
                                .formatted(failed.getFirst(), failed.getFirst()))
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(failed).hasSize(1);
    }

    @Test
    void a_wanted_seed_is_the_only_one() {
        var seeds = new ArrayList<Long>();
        System.setProperty("seed", "-42");
        try {
            Seeds.forEach(10, chance -> seeds.add(chance.seed()));
        } finally {
            System.clearProperty("seed");
        }

        assertThat(seeds).containsExactly(-42L);
    }

    @Test
    void a_test_per_seed_has_it_in_its_name() {
        assertThat(Seeds.tests(3, _ -> {}).map(test -> test.getDisplayName()))
                .hasSize(3)
                .allMatch(name -> name.matches("seed -?\\d+"));
    }
}
