package dev.memtrace.core.service;

import dev.memtrace.core.config.Settings;

/**
 * Where a service listens.
 *
 * @param port 0 for any free one
 * @param bodyBytesMax largest request body
 * @param corsOrigins what browsers are told in {@code Access-Control-Allow-Origin}; {@code *} as in
 *     the original
 */
public record ServerConfig(String host, int port, int bodyBytesMax, String corsOrigins) {
    public static ServerConfig from(Settings settings) {
        return new ServerConfig(
                settings.text("server.host", "0.0.0.0"),
                settings.intWithin("server.port", 0, 65_535, 9100),
                settings.intWithin(
                        "server.body_bytes_max", 1_024, 256 * 1024 * 1024, 16 * 1024 * 1024),
                settings.text("server.cors_origins", "*"));
    }
}
