package dev.memtrace.core.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.wire.DecidedAccount;
import dev.memtrace.core.wire.ServedAccount;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairingTest {
    private static DecidedAccount decided(long accepted) {
        return new DecidedAccount(accepted, 0, 0, accepted);
    }

    private static ServedAccount served(long proven, long refused) {
        return new ServedAccount(1, proven, refused, proven + refused, -1, false, "");
    }

    @Test
    void what_is_proven_before_it_is_known_to_be_accepted_is_held_back() {
        var pairing = new Pairing();
        pairing.decided(decided(5));
        pairing.served(served(4, 0));

        pairing.served(served(6, 1));
        assertThat(pairing.proven()).isEqualTo(4);

        pairing.decided(decided(6));
        assertThat(pairing.proven()).isEqualTo(4);

        pairing.decided(decided(7));
        assertThat(pairing.proven()).isEqualTo(6);
        assertThat(pairing.refused()).isEqualTo(1);
    }

    @Test
    void the_newest_that_is_covered_is_shown_though_newer_ones_are_not() {
        var pairing = new Pairing();
        IntStream.rangeClosed(1, 10).forEach(it -> pairing.served(served(it, 0)));

        pairing.decided(decided(7));

        assertThat(pairing.proven()).isEqualTo(7);
    }

    @Test
    void however_many_are_held_back_memory_is_bounded_and_the_newest_is_shown_in_the_end() {
        var pairing = new Pairing();
        IntStream.rangeClosed(1, 10 * Pairing.HELD_MAX)
                .forEach(it -> pairing.served(served(it, 0)));

        pairing.decided(decided(Pairing.HELD_MAX - 2));
        assertThat(pairing.proven()).isEqualTo(Pairing.HELD_MAX - 2);

        pairing.decided(decided(10 * Pairing.HELD_MAX - 1));
        assertThat(pairing.proven()).isEqualTo(Pairing.HELD_MAX - 1);

        pairing.decided(decided(10 * Pairing.HELD_MAX));
        assertThat(pairing.proven()).isEqualTo(10 * Pairing.HELD_MAX);
    }

    @Test
    void more_served_than_accepted_with_no_earlier_moment_known_is_not_settled() {
        var pairing = new Pairing();
        pairing.decided(decided(5));
        pairing.served(served(6, 0));
        assertThat(pairing.isSettled()).isFalse();

        pairing.decided(decided(6));
        assertThat(pairing.isSettled()).isTrue();
    }

    @Test
    void nothing_accepted_is_a_moment_at_which_nothing_was_served() {
        var pairing = new Pairing();
        pairing.served(served(6, 0));

        assertThat(pairing.isSettled()).isTrue();
        assertThat(pairing.proven()).isZero();
    }

    @Test
    void counts_that_begin_anew_are_not_settled_until_they_cover_what_was_served() {
        var pairing = new Pairing();
        pairing.decided(decided(10));
        pairing.served(served(10, 0));

        pairing.decided(decided(3));
        assertThat(pairing.isSettled()).isFalse();

        pairing.decided(decided(10));
        assertThat(pairing.isSettled()).isTrue();
        assertThat(pairing.proven()).isEqualTo(10);
    }

    @Test
    void a_lane_is_shown_as_it_was_last_told_though_its_counts_are_held_back() {
        var pairing = new Pairing();
        pairing.decided(decided(1));
        pairing.served(served(1, 0));

        pairing.served(new ServedAccount(1, 2, 0, 2, 77, true, "away"));

        assertThat(pairing.proven()).isEqualTo(1);
        assertThat(pairing.lane().orElseThrow().reason()).isEqualTo("away");
    }

    /** What is on the topic: one of the two. */
    private record Told(DecidedAccount decided, ServedAccount served) {
        void to(Pairing pairing) {
            if (decided != null) {
                pairing.decided(decided);
            } else {
                pairing.served(served);
            }
        }
    }

    @Test
    void at_every_moment_of_any_run_both_agree_and_at_its_end_all_is_shown() {
        Seeds.forEach(
                300,
                chance -> {
                    var topic = run(chance);
                    var pairing = new Pairing();
                    for (int i = 0; i < topic.size(); i++) {
                        topic.get(i).to(pairing);

                        assertThat(pairing.proven() + pairing.refused())
                                .isEqualTo(newestCovered(topic.subList(0, i + 1)));
                    }
                    assertThat(pairing.proven() + pairing.refused())
                            .isEqualTo(pairing.decided().accepted());
                });
    }

    @Test
    void of_a_compacted_topic_nothing_is_shown_that_does_not_agree() {
        Seeds.forEach(
                300,
                chance -> {
                    var topic = run(chance);
                    int compacted = chance.within(0, topic.size() - 1);
                    var pairing = new Pairing();
                    for (int i = 0; i < topic.size(); i++) {
                        boolean isKept = i >= compacted || isLastOfItsKey(topic, i, compacted);
                        if (isKept) {
                            topic.get(i).to(pairing);
                        }
                        assertThat(pairing.proven() + pairing.refused())
                                .isLessThanOrEqualTo(pairing.decided().accepted());
                    }
                    assertThat(pairing.isSettled()).isTrue();
                    assertThat(pairing.proven() + pairing.refused())
                            .isEqualTo(pairing.decided().accepted());
                });
    }

    private static boolean isLastOfItsKey(List<Told> topic, int at, int end) {
        boolean isDecided = topic.get(at).decided() != null;
        return topic.subList(at + 1, end).stream()
                .noneMatch(it -> (it.decided() != null) == isDecided);
    }

    /**
     * Memories are accepted, told of later, proven or refused before or after that, and all of it
     * is told at the end.
     */
    private static List<Told> run(Chance chance) {
        var topic = new ArrayList<Told>();
        long accepted = 0;
        long proven = 0;
        long refused = 0;
        for (int steps = chance.within(1, 60); steps > 0; steps--) {
            switch (chance.within(0, 3)) {
                case 0 -> accepted += chance.within(1, 5);
                case 1 -> topic.add(new Told(decided(accepted), null));
                case 2 -> {
                    long more = chance.within(0, (int) (accepted - proven - refused));
                    long bad = chance.onceIn(3) ? chance.within(0, (int) more) : 0;
                    proven += more - bad;
                    refused += bad;
                    topic.add(new Told(null, served(proven, refused)));
                }
                default -> topic.add(new Told(null, served(proven, refused)));
            }
        }
        var last =
                List.of(
                        new Told(decided(accepted), null),
                        new Told(null, served(accepted - refused, refused)));
        topic.addAll(chance.onceIn(2) ? last : last.reversed());
        return topic;
    }

    private static long newestCovered(List<Told> topic) {
        long accepted =
                topic.stream()
                        .filter(it -> it.decided() != null)
                        .mapToLong(it -> it.decided().accepted())
                        .max()
                        .orElse(0);
        return topic.stream()
                .filter(it -> it.served() != null)
                .mapToLong(it -> it.served().proven() + it.served().refused())
                .filter(it -> it <= accepted)
                .max()
                .orElse(0);
    }
}
