package dev.memtrace.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeedPlanTest {
    @Test
    void a_seed_draws_the_same_plan_each_time() {
        for (long seed = 0; seed < 100; seed++) {
            assertThat(SeedPlan.draw(seed)).isEqualTo(SeedPlan.draw(seed));
        }
    }

    @Test
    void other_seeds_draw_other_plans() {
        var stories = LongStream.range(0, 100).mapToObj(SeedPlan::draw).map(SeedPlan::story);

        assertThat(stories.collect(Collectors.toSet())).hasSize(100);
    }

    @Test
    void two_hundred_seeds_draw_every_kind_of_fault_and_each_seed_three_to_eight() {
        var kinds = EnumSet.noneOf(FaultKind.class);
        for (long seed = 0; seed < 200; seed++) {
            var faults = SeedPlan.draw(seed).faults();
            assertThat(faults).hasSizeBetween(3, 8);
            faults.forEach(fault -> kinds.add(fault.kind()));
        }

        assertThat(kinds).containsExactly(FaultKind.values());
    }

    @Test
    void an_arc_is_killed_in_the_mode_in_which_it_runs() {
        for (long seed = 0; seed < 200; seed++) {
            var plan = SeedPlan.draw(seed);
            var other = plan.isArcReplaying() ? FaultKind.KILL_ARC : FaultKind.KILL_REPLAYING_ARC;
            assertThat(plan.faults()).extracting(Fault::kind).doesNotContain(other);
        }
    }

    @Test
    void posts_are_single_or_batches_for_now_or_later_new_or_repeated() {
        var posts = SeedPlan.draw(1).writers().stream().flatMap(it -> it.stream()).toList();
        var numbers = posts.stream().flatMap(post -> post.numbers().stream()).toList();

        assertThat(posts).extracting(Post::isBatch).contains(true, false);
        assertThat(posts).extracting(Post::isAsync).contains(true, false);
        assertThat(Set.copyOf(numbers)).hasSizeLessThan(numbers.size());
    }

    @Test
    void a_kind_that_is_left_out_changes_nothing_else() {
        var plan = SeedPlan.draw(3);
        var left = plan.without(FaultKind.named("KILL_SINK, FULL_DISK"));

        assertThat(left.writers()).isEqualTo(plan.writers());
        assertThat(plan.faults()).containsAll(left.faults());
        assertThat(left.faults())
                .extracting(Fault::kind)
                .doesNotContain(FaultKind.KILL_SINK, FaultKind.FULL_DISK);
    }
}
