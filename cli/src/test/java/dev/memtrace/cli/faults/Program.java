package dev.memtrace.cli.faults;

import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How one of our processes is started again and again, and its present life. One thread at a time
 * starts and ends lives; any may ask for the port.
 */
final class Program implements AutoCloseable {
    /** What a main prints when it may be asked, before its port. */
    static final String READY = "ready on port ";

    private static final Duration START_MAX = Duration.ofSeconds(60);

    /** Small heaps, and no compiler whose work would pay after a minute only. */
    private static final List<String> FLAGS =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xms48m",
                    "-Xmx256m",
                    "-Dlogback.configurationFile=logback-faults.xml");

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final List<Path> logs = new ArrayList<>();
    private volatile ChildJvm life;
    private volatile int port;
    private volatile ApiClient api;

    Program(String name, Class<?> main, Map<String, String> environment, String... args) {
        this.name = name;
        this.environment = environment;
        this.command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
    }

    /** Returns when it says that it is ready. */
    Program start() {
        life = ChildJvm.run(command, environment, "faults-" + name);
        synchronized (logs) {
            logs.add(life.outputFile());
        }
        var line = life.awaitLine(text -> text.startsWith(READY), START_MAX);
        port = Integer.parseInt(line.substring(READY.length()));
        closeApi();
        api = ApiClient.ofPort(port);
        return this;
    }

    private void closeApi() {
        if (api != null) {
            api.close();
        }
    }

    int port() {
        return port;
    }

    /** A client of its present life, or of its last one. */
    ApiClient api() {
        return api;
    }

    void kill9() {
        life.kill9();
    }

    /** SIGTERM: it closes in order. Returns when it is gone. */
    void stop() {
        life.terminate();
        life.awaitExit(START_MAX);
    }

    /** SIGSTOP: it does nothing any more, and nobody is told. */
    void freeze() {
        signal("-STOP");
    }

    /** SIGCONT: it goes on as if nothing had been. */
    void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int status =
                    new ProcessBuilder("kill", signal, String.valueOf(life.pid()))
                            .start()
                            .waitFor();
            if (status != 0) {
                throw new AssertionError("kill " + signal + " ended with " + status);
            }
        } catch (IOException e) {
            throw new AssertionError("kill cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending a signal", e);
        }
    }

    /** What its present life has in memory, as Linux tells it. */
    long residentBytes() {
        try (var lines = Files.lines(Path.of("/proc", String.valueOf(life.pid()), "status"))) {
            var line = lines.filter(it -> it.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) * 1_024;
        } catch (IOException e) {
            throw new AssertionError("no process to look at", e);
        }
    }

    /** Where the output of each of its lives is. */
    List<Path> logs() {
        synchronized (logs) {
            return List.copyOf(logs);
        }
    }

    @Override
    public void close() {
        closeApi();
        if (life != null) {
            life.close();
        }
    }
}
