package dev.memtrace.cli;

import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.Broker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A Kafka and an Arc, and the configuration by which services find them. */
final class Site implements AutoCloseable {
    static final String MASTER_KEY = MasterKey.generate();

    private final Path folder;
    private final ArcLocal arc;
    private final Path file;

    private Site(Path folder, ArcLocal arc, Path file) {
        this.folder = folder;
        this.arc = arc;
        this.file = file;
    }

    static Site open(Path folder, Class<?> test) throws IOException {
        return open(folder, Broker.shared().bootstrapServers(), Broker.uniquePrefix(test));
    }

    /** The same with another Kafka. */
    static Site open(Path folder, String bootstrapServers, String prefix) throws IOException {
        var arc = ArcLocal.start(ArcLocalConfig.in(folder.resolve("arc")));
        var file =
                Files.writeString(
                        folder.resolve("memtrace.toml"),
                        """
                        [kafka]
                        bootstrap_servers = "%s"
                        topic_prefix = "%s"
                        partitions = 3
                        replication_factor = 1
                        min_insync_replicas = 1
                        [arc]
                        url = "%s"
                        flush_horizon = "0s"
                        own_flush_horizon = "0s"
                        [auth]
                        bootstrap_key = "%s"
                        [write_buffer]
                        max_interval = "50ms"
                        """
                                .formatted(bootstrapServers, prefix, arc.uri(), ApiClient.KEY));
        return new Site(folder, arc, file);
    }

    /** Starts a service on this site. */
    Served start(String service) {
        return start(service, service);
    }

    /** Starts one more instance of a service, with folders of its own. */
    Served start(String service, String name) {
        return Served.start(service, environment(name, Map.of()));
    }

    /**
     * What a process finds in its environment.
     *
     * @param name has folders of its own; of the same name it finds what the last one left
     * @param more overrides the site
     */
    Map<String, String> environment(String name, Map<String, String> more) {
        var variables = new HashMap<String, String>();
        variables.put("MEMTRACE_JAVA_OPTS", "-Xmx512m");
        variables.put("MEMTRACE_CONFIG", file.toString());
        variables.put("MEMTRACE_MASTER_KEY", MASTER_KEY);
        variables.put("MEMTRACE_SERVER_HOST", "127.0.0.1");
        variables.put("MEMTRACE_SERVER_PORT", "0");
        variables.put("MEMTRACE_AUTH_DB_PATH", folder.resolve(name + ".db").toString());
        variables.put("MEMTRACE_DEDUP_STATE_DIR", folder.resolve(name).toString());
        variables.putAll(more);
        return variables;
    }

    ArcLocal arc() {
        return arc;
    }

    KafkaConfig kafka() {
        return KafkaConfig.from(Settings.load(file, Map.of()));
    }

    @Override
    public void close() {
        arc.close();
    }
}
