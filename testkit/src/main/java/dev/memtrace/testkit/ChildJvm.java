package dev.memtrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A main class of the current class path in a JVM of its own, there to be killed. Any thread may
 * use it; closing it kills it if nothing else has.
 */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final ChildOutput output;

    private ChildJvm(Process process, ChildOutput output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it with the flags that this project's programs are started with. */
    public static ChildJvm start(Class<?> main, String... args) {
        return start(main, List.of(), args);
    }

    /** The same with more JVM flags, such as {@code -Xmx512m} or {@code -Dkey=value}. */
    public static ChildJvm start(Class<?> main, List<String> flags, String... args) {
        return start(main, flags, Map.of(), args);
    }

    /** The same with more variables in its environment. */
    public static ChildJvm start(
            Class<?> main, List<String> flags, Map<String, String> environment, String... args) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Native libraries (SQLite, DuckDB, RocksDB, zstd) and Kafka's use of Unsafe are wanted.
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return run(command, environment, main.getSimpleName());
    }

    /**
     * Any command whose process becomes a JVM, such as a start script that ends in {@code exec}.
     */
    public static ChildJvm run(List<String> command, Map<String, String> environment, String name) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            var process = builder.start();
            return new ChildJvm(process, ChildOutput.of(process, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The first line of its output, from the beginning on, for which this holds.
     *
     * @throws AssertionError with the end of the output, if the time is up or the output ends
     */
    public String awaitLine(Predicate<String> wanted, Duration waitMax) {
        return output.awaitLine(wanted, waitMax);
    }

    /** Everything it wrote so far, standard error included. */
    public List<String> lines() {
        return output.lines();
    }

    /** Where the output is kept for reading after the test. */
    public Path outputFile() {
        return output.file();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: no shutdown hook runs, nothing is flushed. Returns when it is gone. */
    public void kill9() {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close its output
        awaitExit(Duration.ofSeconds(10));
    }

    /** SIGTERM: it may close in order. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Its exit status, once it has ended. */
    public int awaitExit(Duration waitMax) {
        try {
            if (!process.waitFor(waitMax.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + waitMax + output.tail());
            }
            output.awaitEnd();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the child", e);
        }
    }

    @Override
    public void close() {
        kill9();
    }
}
