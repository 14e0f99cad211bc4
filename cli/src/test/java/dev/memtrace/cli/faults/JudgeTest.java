package dev.memtrace.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.cli.faults.Judge.Served;
import dev.memtrace.cli.faults.Ledger.Sent;
import dev.memtrace.cli.faults.Ledger.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Sent MEMORY = new Sent(0, "key-1");

    private final Ledger ledger = new Ledger();
    private final List<Served> served = new ArrayList<>();

    private void told(Told answer) {
        ledger.told(MEMORY, answer);
    }

    private void served(String id) {
        served.add(new Served(MEMORY, id));
    }

    private List<String> problems(String... setAside) {
        return Judge.problems(ledger.all(), served, Set.of(setAside));
    }

    @Test
    void an_accepted_memory_that_is_served_once_is_well() {
        told(new Told.Accepted("a"));
        served("a");

        assertThat(problems()).isEmpty();
    }

    @Test
    void an_accepted_memory_that_is_not_served_is_lost() {
        told(new Told.Accepted("a"));

        assertThat(problems()).containsExactly("lost: a, accepted, " + MEMORY);
    }

    @Test
    void an_accepted_memory_of_which_only_a_twin_is_served_is_lost() {
        told(new Told.Accepted("a"));
        served("b");

        assertThat(problems()).containsExactly("lost: a, accepted, " + MEMORY);
    }

    @Test
    void a_pending_memory_that_is_not_served_is_lost() {
        told(new Told.Pending("a"));

        assertThat(problems()).containsExactly("lost: a, pending, " + MEMORY);
    }

    @Test
    void a_pending_memory_may_be_the_duplicate_of_one_whose_answer_never_came() {
        told(new Told.Pending("b"));
        served("a");

        assertThat(problems()).isEmpty();
    }

    @Test
    void a_duplicate_of_a_memory_that_is_served_is_well() {
        told(new Told.Accepted("a"));
        told(new Told.Duplicate("a"));
        served("a");

        assertThat(problems()).isEmpty();
    }

    @Test
    void a_duplicate_of_a_memory_that_is_not_served_is_a_loss() {
        told(new Told.Duplicate("a"));

        assertThat(problems()).containsExactly("lost: a, a duplicate of it, " + MEMORY);
    }

    @Test
    void a_memory_that_a_list_shows_twice_is_doubled() {
        told(new Told.Accepted("a"));
        served("a");
        served("a");

        assertThat(problems()).containsExactly("doubled: [a, a], " + MEMORY);
    }

    @Test
    void a_memory_that_is_served_under_two_ids_is_doubled() {
        told(new Told.Pending("a"));
        told(new Told.Pending("b"));
        served("a");
        served("b");

        assertThat(problems()).containsExactly("doubled: [a, b], " + MEMORY);
    }

    @Test
    void two_promises_for_one_key_cannot_both_be_kept() {
        told(new Told.Accepted("a"));
        told(new Told.Accepted("b"));
        served("b");

        assertThat(problems()).containsExactly("lost: a, accepted, " + MEMORY);
    }

    @Test
    void a_memory_that_nobody_sent_is_a_stranger() {
        served("a");

        assertThat(problems()).containsExactly("stranger: [a], " + MEMORY);
    }

    @Test
    void a_memory_of_one_org_is_a_stranger_in_another() {
        told(new Told.Accepted("a"));
        served("a");
        served.add(new Served(new Sent(1, "key-1"), "a"));

        assertThat(problems()).containsExactly("stranger: [a], " + new Sent(1, "key-1"));
    }

    @Test
    void a_memory_without_an_answer_is_told() {
        ledger.sent(MEMORY);

        assertThat(problems()).containsExactly("unanswered: " + MEMORY);
    }

    @Test
    void a_memory_that_was_set_aside_and_its_duplicates_need_not_be_served() {
        told(new Told.Accepted("a"));
        told(new Told.Pending("b"));
        told(new Told.Duplicate("a"));

        assertThat(problems("a")).isEmpty();
    }

    @Test
    void a_memory_that_is_served_and_set_aside_is_accounted_for_twice() {
        told(new Told.Accepted("a"));
        served("a");

        assertThat(problems("a"))
                .containsExactly("unaccounted: [a] served and set aside, " + MEMORY);
    }
}
