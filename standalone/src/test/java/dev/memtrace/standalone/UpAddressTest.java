package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.wire.KafkaLogin;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpAddressTest {
    @TempDir private Path data;

    private static Stream<Optional<KafkaLogin>> admins() {
        return Stream.of(
                Optional.empty(), Optional.of(new KafkaLogin(KafkaLogin.PLAIN, "boss", "pass")));
    }

    @ParameterizedTest
    @MethodSource("admins")
    void it_is_there_while_it_is_shown_and_is_read_as_it_was_written(Optional<KafkaLogin> admin)
            throws Exception {
        var address =
                new UpAddress(
                        "127.0.0.1:41234",
                        admin,
                        "mem.trace-1_",
                        "YM6E6fDFT8G5zWLJ3-_bw",
                        "9",
                        "http://127.0.0.1:8000");

        assertThat(UpAddress.in(data)).isEmpty();
        try (var _ = address.showIn(data)) {
            assertThat(UpAddress.in(data)).contains(address);
            assertThat(data).isDirectoryContaining("glob:**kafka.address");
        }
        assertThat(UpAddress.in(data)).isEmpty();
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void what_a_kill_left_is_removed() {
        var _ =
                new UpAddress("127.0.0.1:1", Optional.empty(), "p", "c", "m", "http://127.0.0.1:2")
                        .showIn(data);

        UpAddress.remove(data);
        UpAddress.remove(data);

        assertThat(UpAddress.in(data)).isEmpty();
    }
}
