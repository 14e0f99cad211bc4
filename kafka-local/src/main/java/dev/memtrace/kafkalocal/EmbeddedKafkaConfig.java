package dev.memtrace.kafkalocal;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the embedded broker keeps its logs and on which loopback port it listens.
 *
 * @param port 0 lets the system choose a free one, a new one at every start
 * @param superuser if there is one, the broker asks everybody for name and password, by the SASL
 *     mechanism SCRAM-SHA-512, and lets them do only what its ACLs allow
 */
public record EmbeddedKafkaConfig(Path directory, int port, Optional<Superuser> superuser) {
    private static final int PORT_MAX = 65_535;

    public EmbeddedKafkaConfig {
        requireNonNull(directory, "directory");
        requireNonNull(superuser, "superuser");
        directory = directory.toAbsolutePath().normalize();
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("port must be 0..65535, got " + port);
        }
    }

    /** Keeps the logs in this directory and listens on a free port, to anybody. */
    public static EmbeddedKafkaConfig in(Path directory) {
        return new EmbeddedKafkaConfig(directory, 0, Optional.empty());
    }

    /** The same directory, with a port that clients can remember across restarts. */
    public EmbeddedKafkaConfig withPort(int port) {
        return new EmbeddedKafkaConfig(directory, port, superuser);
    }

    /** The same directory, for those whom this user lets in, or for everybody. */
    public EmbeddedKafkaConfig with(Optional<Superuser> user) {
        return new EmbeddedKafkaConfig(directory, port, user);
    }
}
