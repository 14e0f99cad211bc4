package dev.memtrace.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShiftedClockTest {
    @TempDir private Path folder;

    @Test
    void whoever_looks_at_the_same_file_is_as_wrong() {
        var file = folder.resolve("clock");
        var one = ShiftedClock.at(file);
        var other = ShiftedClock.at(file);

        one.shift(Duration.ofMinutes(-30));

        assertThat(Duration.between(other.instant(), Instant.now()))
                .isBetween(Duration.ofMinutes(29), Duration.ofMinutes(31));
    }
}
