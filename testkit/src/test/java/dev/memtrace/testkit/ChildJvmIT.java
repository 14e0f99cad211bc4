package dev.memtrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildJvmIT {
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);

    @Test
    void a_line_is_awaited_and_everything_is_kept_in_a_file() throws Exception {
        try (var child = ChildJvm.start(EchoMain.class, List.of("-Dgreeting=hi"), "one", "two")) {
            assertThat(child.awaitLine(line -> line.startsWith("t"), WAIT_MAX)).isEqualTo("two");
            assertThat(child.awaitLine(line -> line.startsWith("o"), WAIT_MAX)).isEqualTo("one");

            child.kill9();

            assertThat(child.isAlive()).isFalse();
            assertThat(child.lines()).containsExactly("hi", "one", "two");
            assertThat(Files.readAllLines(child.outputFile())).isEqualTo(child.lines());
        }
    }

    @Test
    void a_kill_runs_no_shutdown_hook_but_a_termination_does() {
        try (var killed = ChildJvm.start(EchoMain.class, "ready");
                var terminated = ChildJvm.start(EchoMain.class, "ready")) {
            killed.awaitLine("ready"::equals, WAIT_MAX);
            terminated.awaitLine("ready"::equals, WAIT_MAX);

            killed.kill9();
            terminated.terminate();

            assertThat(terminated.awaitExit(WAIT_MAX)).isEqualTo(128 + 15);
            assertThat(terminated.lines()).contains("bye");
            assertThat(killed.lines()).doesNotContain("bye");
        }
    }

    @Test
    void a_line_that_cannot_come_any_more_fails_at_once_with_the_output() {
        try (var child = ChildJvm.start(EchoMain.class, "only this")) {
            child.awaitLine("only this"::equals, WAIT_MAX);
            child.kill9();

            assertThatThrownBy(() -> child.awaitLine("more"::equals, WAIT_MAX))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("the output ended")
                    .hasMessageContaining("only this");
        }
    }
}
