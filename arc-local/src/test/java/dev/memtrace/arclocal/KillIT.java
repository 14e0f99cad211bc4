package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.SplittableRandom;
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

    /** Stores row after row, and opens its file again after each. */
    static final class Reopener {
        public static void main(String[] args) throws SQLException {
            var limits = ArcLocalLimits.defaults().withNewRowsMax(1);
            var databases = Databases.openAll(Engine.open(Path.of(args[0]), limits));
            var database = databases.forWriting("test");
            for (int i = 0; ; i++) {
                var bytes = Columns.of("m").with("time", ArcLocalFixture.NOON + i).bytes();
                database.insert(new PayloadDecoder(Clock.systemUTC()).decode(bytes).getFirst());
                System.out.println("stored");
                database.maintain(0, 0);
            }
        }
    }

    @Test
    void a_row_that_was_answered_is_there_after_a_kill() throws Exception {
        var answered = 0;
        for (int life = 1; life <= 3; life++) {
            var process = start(Victim.class);
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

    /** The kills come at any point of storing, of a checkpoint, and of closing and opening. */
    @Test
    void a_row_that_was_stored_is_there_after_a_kill_while_files_are_opened_again()
            throws Exception {
        var seed = new SplittableRandom().nextLong();
        var random = new SplittableRandom(seed);
        var stored = 0;
        var lives = 6;
        for (int life = 0; life < lives; life++) {
            var process = start(Reopener.class);
            try (var out = process.inputReader()) {
                for (int left = 1 + random.nextInt(40); left > 0; left--) {
                    assertThat(out.readLine()).isEqualTo("stored");
                    stored++;
                }
                process.toHandle().destroyForcibly(); // leaves what it has printed to be read
                stored += (int) out.lines().filter("stored"::equals).count();
            } finally {
                process.destroyForcibly().waitFor();
            }
        }

        try (var arc = ArcLocal.start(ArcLocalConfig.in(directory));
                var wire = new Wire(arc.uri())) {
            var rows = wire.answer("SELECT COUNT(*) AS n FROM m").at("/data/0/0").asInt();
            assertThat(rows)
                    .as("seed %d", seed)
                    .isBetween(stored, stored + lives); // each may have died at its word
        }
    }

    private Process start(Class<?> main) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        List.of(
                                java,
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName(),
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
