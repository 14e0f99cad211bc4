package dev.memtrace.kafkalocal;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Where the embedded broker keeps its logs and on which loopback port it listens.
 *
 * @param port 0 lets the system choose a free one, a new one at every start
 */
public record EmbeddedKafkaConfig(Path directory, int port) {
    private static final int PORT_MAX = 65_535;

    public EmbeddedKafkaConfig {
        requireNonNull(directory, "directory");
        directory = directory.toAbsolutePath().normalize();
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("port must be 0..65535, got " + port);
        }
    }

    /** Keeps the logs in this directory and listens on a free port. */
    public static EmbeddedKafkaConfig in(Path directory) {
        return new EmbeddedKafkaConfig(directory, 0);
    }

    /** The same directory, with a port that clients can remember across restarts. */
    public EmbeddedKafkaConfig withPort(int port) {
        return new EmbeddedKafkaConfig(directory, port);
    }
}
