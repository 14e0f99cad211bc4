package dev.memtrace.arclocal;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/** Where an embedded Arc keeps its data, where it listens, and how it behaves. */
public record ArcLocalConfig(
        Path dataDirectory,
        String host,
        int port,
        Optional<String> token,
        Habits habits,
        ArcLocalLimits limits) {

    public ArcLocalConfig {
        requireNonNull(dataDirectory, "dataDirectory");
        requireNonNull(host, "host");
        requireNonNull(token, "token");
        requireNonNull(habits, "habits");
        requireNonNull(limits, "limits");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0..65535, got " + port);
        }
        if (token.isPresent() && token.get().isBlank()) {
            throw new IllegalArgumentException("token must not be blank; leave it out instead");
        }
    }

    /** On a free port of the loopback interface, open to everyone there. */
    public static ArcLocalConfig in(Path dataDirectory) {
        return new ArcLocalConfig(
                dataDirectory,
                "127.0.0.1",
                0,
                Optional.empty(),
                Habits.immediate(),
                ArcLocalLimits.defaults());
    }

    public ArcLocalConfig withHost(String newHost) {
        return new ArcLocalConfig(dataDirectory, newHost, port, token, habits, limits);
    }

    public ArcLocalConfig withPort(int newPort) {
        return new ArcLocalConfig(dataDirectory, host, newPort, token, habits, limits);
    }

    public ArcLocalConfig withToken(String newToken) {
        return new ArcLocalConfig(dataDirectory, host, port, Optional.of(newToken), habits, limits);
    }

    public ArcLocalConfig withHabits(Habits newHabits) {
        return new ArcLocalConfig(dataDirectory, host, port, token, newHabits, limits);
    }

    public ArcLocalConfig withLimits(ArcLocalLimits newLimits) {
        return new ArcLocalConfig(dataDirectory, host, port, token, habits, newLimits);
    }

    @Override
    public String toString() {
        return "ArcLocalConfig[dataDirectory=%s, host=%s, port=%d, token=%s, habits=%s, limits=%s]"
                .formatted(
                        dataDirectory,
                        host,
                        port,
                        token.isPresent() ? "***" : "none",
                        habits,
                        limits);
    }
}
