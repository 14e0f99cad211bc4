package dev.memtrace.kafkalocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private final List<Integer> halts = new ArrayList<>();
    private final Faults faults = new Faults();

    @BeforeEach
    void watchHalts() {
        Exit.setHaltProcedure((status, _) -> halts.add(status));
    }

    @AfterEach
    void haltAgain() {
        Exit.resetHaltProcedure();
    }

    @Test
    void a_fatal_fault_while_starting_fails_the_start() {
        assertThatThrownBy(() -> meetFault(true))
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessage("raft failed: lost its log");
        assertThat(halts).isEmpty();
    }

    @Test
    void a_fatal_fault_while_running_ends_the_process() {
        faults.started();

        meetFault(true);

        assertThat(halts).containsExactly(1);
    }

    @Test
    void a_fatal_fault_while_closing_changes_nothing() {
        faults.started();
        faults.closing();

        meetFault(true);

        assertThat(halts).isEmpty();
    }

    @Test
    void another_fault_is_only_logged() {
        faults.started();

        meetFault(false);

        assertThat(halts).isEmpty();
    }

    private void meetFault(boolean fatal) {
        faults.build("raft", fatal, () -> {})
                .handleFault("lost its log", new IllegalStateException("disk"));
    }
}
