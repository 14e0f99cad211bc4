package dev.memtrace.standalone;

import dev.memtrace.core.config.ConfigurationException;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.service.ServerConfig;
import dev.memtrace.dedup.DedupConfig;
import dev.memtrace.feeds.FeedConfig;
import dev.memtrace.inbox.InboxConfig;
import dev.memtrace.ingest.IngestConfig;
import dev.memtrace.query.QueryApiConfig;
import dev.memtrace.sink.SinkConfig;
import java.net.URI;
import java.nio.file.Path;

/** The configuration of every service, with what lives in this process filled in. */
record Configs(
        ServerConfig server,
        IngestConfig ingest,
        InboxConfig inbox,
        FeedConfig feeds,
        DedupConfig dedup,
        SinkConfig sink,
        QueryApiConfig query,
        MasterKey masterKey) {
    /** Stands for addresses that are known only once the stores are open. */
    private static final String LATER = "127.0.0.1:1";

    /**
     * Says early, and all at once, what is wrong.
     *
     * @throws ConfigurationException if anything is
     */
    static Configs beforeOpening(Settings settings, Path data) {
        settings.with("kafka.replication_factor", "1")
                .with("kafka.min_insync_replicas", "1")
                .with("arc.api_key", "")
                // Every org has a place to write to without being given one.
                .with("arc.serves", "every_org")
                .with("arc.flush_horizon", "0s") // arc-local shows rows before it answers
                .with("auth.db_path", data.resolve("directory.db").toString())
                .with("dedup.state_dir", data.resolve("dedup").toString());
        if (settings.variable(MasterKey.VARIABLE).isEmpty()) {
            settings.withVariable(MasterKey.VARIABLE, OwnMasterKey.in(data));
        }
        return of(settings, LATER, URI.create("http://" + LATER));
    }

    static Configs of(Settings settings, String bootstrapServers, URI arc) {
        settings.with("kafka.bootstrap_servers", bootstrapServers).with("arc.url", arc.toString());
        var configs =
                new Configs(
                        ServerConfig.from(settings),
                        IngestConfig.from(settings),
                        InboxConfig.from(settings),
                        FeedConfig.from(settings),
                        DedupConfig.from(settings),
                        SinkConfig.from(settings),
                        QueryApiConfig.from(settings),
                        MasterKey.from(settings));
        settings.throwIfAnyProblem();
        return configs;
    }
}
