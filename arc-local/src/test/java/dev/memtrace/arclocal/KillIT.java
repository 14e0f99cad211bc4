package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a server in a process of its own, the way an operating system does. */
class KillIT {
    @TempDir Path directory;

    /** The process that is killed. */
    static final class Victim {
        public static void main(String[] args) throws InterruptedException {
            var arc = ArcLocal.start(ArcLocalConfig.in(Path.of(args[0])));
            System.out.println("uri=" + arc.uri());
            Thread.currentThread().join();
        }
    }

    @Test
    void a_row_that_was_answered_is_there_after_a_kill() throws Exception {
        var answered = 0;
        for (int life = 1; life <= 3; life++) {
            var process = victim();
            try (var wire = new Wire(uriOf(process))) {
                for (int i = 0; i < 20; i++) {
                    wire.stored(
                            Columns.of("m")
                                    .with("time", ArcLocalFixture.NOON + i)
                                    .with("column" + life, i)
                                    .bytes());
                    answered++;
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }

        try (var arc = ArcLocal.start(ArcLocalConfig.in(directory));
                var wire = new Wire(arc.uri())) {
            assertThat(wire.rows("SELECT COUNT(*) AS n, COUNT(column2) AS m FROM m"))
                    .isEqualTo("[[" + answered + ",20]]");
        }
    }

    private Process victim() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        List.of(
                                java,
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Victim.class.getName(),
                                directory.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static URI uriOf(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("uri=")) {
                return URI.create(line.substring(4));
            }
        }
        throw new IOException("the server did not start");
    }
}
