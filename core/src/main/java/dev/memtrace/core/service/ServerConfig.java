package dev.memtrace.core.service;

import dev.memtrace.core.config.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a service listens.
 *
 * @param port 0 for any free one
 * @param bodyBytesMax largest request body
 * @param corsOrigins from where browsers may call; {@code *} for anywhere, as in the original
 * @param readTimeout how long a client may take to send a body
 * @param requiresKeys whether only holders of an API key are served
 * @param shutdownTimeout how long requests under way may take when the service stops
 */
public record ServerConfig(
        String host,
        int port,
        int bodyBytesMax,
        Set<String> corsOrigins,
        boolean requiresKeys,
        Duration readTimeout,
        Duration shutdownTimeout) {
    public static ServerConfig from(Settings settings) {
        return new ServerConfig(
                settings.nonEmptyText("server.host", "0.0.0.0"),
                settings.intWithin("server.port", 0, 65_535, 9100),
                settings.intWithin(
                        "server.body_bytes_max", 1_024, 256 * 1024 * 1024, 16 * 1024 * 1024),
                origins(settings.text("server.cors_origins", "*")),
                settings.flag("auth.enabled", true),
                settings.positiveDuration("server.read_timeout", Duration.ofSeconds(30)),
                settings.duration("server.shutdown_timeout", Duration.ofSeconds(3)));
    }

    private static Set<String> origins(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
