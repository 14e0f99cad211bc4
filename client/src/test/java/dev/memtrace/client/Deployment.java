package dev.memtrace.client;

import dev.memtrace.core.config.Settings;
import dev.memtrace.standalone.DataDirectory;
import dev.memtrace.standalone.Standalone;
import dev.memtrace.testkit.ApiClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;

/** All of Memtrace in this process, as {@code memtrace up} runs it. */
final class Deployment implements AutoCloseable {
    private final Standalone memtrace;

    private Deployment(Standalone memtrace) {
        this.memtrace = memtrace;
    }

    static Deployment start(Path folder) {
        var settings =
                Settings.empty().with("server.port", "0").with("auth.bootstrap_key", ApiClient.KEY);
        return new Deployment(
                Standalone.start(settings, DataDirectory.take(folder), Clock.systemUTC()));
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + memtrace.port());
    }

    String bootstrapServers() {
        return memtrace.bootstrapServers();
    }

    MemtraceClient client() {
        return client(uri());
    }

    /** A client that goes to something in between. */
    static MemtraceClient client(URI uri) {
        return MemtraceClient.builder().uri(uri).apiKey(ApiClient.KEY).build();
    }

    @Override
    public void close() {
        memtrace.close();
    }
}
