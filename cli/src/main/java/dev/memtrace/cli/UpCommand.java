package dev.memtrace.cli;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.service.Shutdown;
import dev.memtrace.standalone.DataDirectory;
import dev.memtrace.standalone.KafkaListener;
import dev.memtrace.standalone.Standalone;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code memtrace up}: everything on this machine, in this process. */
@Command(
        name = "up",
        description = "Starts everything on this machine, in one process.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Runnable {
    private static final int PORT_MAX = 65_535;

    @Option(
            names = "--port",
            description = "where to listen; default 9100, or server.port of memtrace.toml")
    private Integer port;

    @Option(
            names = "--kafka-port",
            defaultValue = "0",
            description =
                    "where the Kafka of this process listens, for producers on this machine; default"
                            + " any free port, which is shown")
    private int kafkaPort;

    @Option(
            names = "--secure",
            description =
                    "let only those use the Kafka of this process who log in and were given the right"
                            + " to: memtrace org grant-producer")
    private boolean isSecured;

    @Option(
            names = "--data",
            defaultValue = "data",
            description = "where everything is kept; default ./data")
    private Path data;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        if (kafkaPort < 0 || kafkaPort > PORT_MAX) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--kafka-port must be 0.." + PORT_MAX + ", got " + kafkaPort);
        }
        var out = spec.commandLine().getOut();
        var settings = Settings.load(System.getenv());
        if (port != null) {
            settings.with("server.port", String.valueOf(port));
        }
        var directory = DataDirectory.take(data);
        Logging.toFile(directory.path().resolve("logs"), settings);
        out.println("memtrace is starting; data in " + directory.path());
        out.flush();
        var chosenKey = settings.optionalText("auth.bootstrap_key");
        var listener = new KafkaListener(kafkaPort, isSecured);
        var running = Standalone.start(settings, directory, Clock.systemUTC(), listener);
        announce(out, running, chosenKey);
        Shutdown.await(() -> stop(out, running));
    }

    private static void stop(PrintWriter out, Standalone running) {
        out.println("memtrace is stopping");
        out.flush();
        running.close();
        out.println("memtrace has stopped");
        out.flush();
    }

    private void announce(PrintWriter out, Standalone running, Optional<String> chosenKey) {
        running.firstKey()
                .ifPresent(
                        key -> {
                            if (chosenKey.isEmpty()) {
                                out.println();
                                out.println(
                                        "  admin API key of org_default, shown only this once:");
                                out.println("  " + key);
                                out.println();
                            } else {
                                out.println(
                                        "the admin API key of org_default is the one in MEMTRACE_AUTH_BOOTSTRAP_KEY");
                            }
                        });
        out.println(
                "memtrace takes Kafka producers, too: at %s, topic %s%s"
                        .formatted(
                                running.bootstrapServers(),
                                running.inbox(),
                                isSecured ? ", if granted: memtrace org grant-producer" : ""));
        out.println("memtrace is ready: http://localhost:" + running.port());
        out.flush();
    }
}
