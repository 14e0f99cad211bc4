package dev.memtrace.cli.faults;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.Broker;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What the services of one deployment are told: where things are, and short times. */
record Site(Path folder, URI arc, String masterKey, String topicPrefix) {
    /** What {@link ArcMain} needs to show rows, with room for a busy machine. */
    private static final String FLUSH_HORIZON = "700ms";

    static Site of(Path folder, URI arc) {
        return new Site(folder, arc, MasterKey.generate(), Broker.uniquePrefix(Site.class));
    }

    private Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        settings.put("kafka.bootstrap_servers", Broker.shared().bootstrapServers());
        settings.put("kafka.topic_prefix", topicPrefix);
        settings.put("kafka.partitions", "3");
        settings.put("kafka.verdict_partitions", "2");
        settings.put("kafka.replication_factor", "1");
        settings.put("kafka.min_insync_replicas", "1");
        settings.put("arc.url", arc.toString());
        settings.put("arc.connect_timeout", "1s");
        settings.put("arc.write_timeout", "1500ms");
        settings.put("arc.query_timeout", "1500ms");
        settings.put("arc.flush_horizon", FLUSH_HORIZON);
        settings.put("auth.bootstrap_key", ApiClient.KEY);
        settings.put("dedup.threads", "1");
        settings.put("dedup.state_dir", folder.resolve("dedup").toString());
        settings.put("ingest.verdict_wait", "1s");
        settings.put("write_buffer.max_interval", "50ms");
        settings.put("write_buffer.proof", System.getProperty("faults.proof", "true"));
        settings.put("server.host", "127.0.0.1");
        settings.put("server.port", "0");
        return settings;
    }

    KafkaConfig kafka() {
        var all = Settings.empty();
        settings().forEach(all::with);
        return KafkaConfig.from(all);
    }

    /** A service that is started here, to live and die. */
    Program program(ServiceName service, String name, Map<String, String> more) {
        var environment = new HashMap<String, String>();
        settings().forEach((key, value) -> environment.put(variable(key), value));
        environment.put(variable("auth.db_path"), folder.resolve(service + ".db").toString());
        environment.put(MasterKey.VARIABLE, masterKey);
        more.forEach((key, value) -> environment.put(variable(key), value));
        return new Program(
                name,
                ServiceMain.class,
                environment,
                service.name(),
                clockFile(service).toString());
    }

    private static String variable(String key) {
        return "MEMTRACE_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** All instances of a service look at one clock. */
    Path clockFile(ServiceName service) {
        return folder.resolve(service + ".clock");
    }
}
