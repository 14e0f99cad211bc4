package dev.memtrace.standalone;

import dev.memtrace.core.access.ServiceUser;
import dev.memtrace.core.config.ConfigurationException;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.service.ServerConfig;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.dedup.DedupConfig;
import dev.memtrace.feeds.FeedConfig;
import dev.memtrace.inbox.InboxConfig;
import dev.memtrace.ingest.IngestConfig;
import dev.memtrace.query.QueryApiConfig;
import dev.memtrace.sink.SinkConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The configuration of every service, with what lives in this process filled in. */
record Configs(
        ServerConfig server,
        IngestConfig ingest,
        InboxConfig inbox,
        FeedConfig feeds,
        DedupConfig dedup,
        SinkConfig sink,
        QueryApiConfig query,
        KafkaConfig queryKafka,
        MasterKey masterKey) {
    /** Stands for addresses that are known only once the stores are open. */
    private static final String LATER = "127.0.0.1:1";

    /**
     * Says early, and all at once, what is wrong.
     *
     * @throws ConfigurationException if anything is
     */
    static Configs beforeOpening(Settings settings, Path data) {
        settings.with("kafka.security_protocol", "PLAINTEXT")
                .with("kafka.username", "")
                .with("kafka.ca_file", "")
                .with("kafka.replication_factor", "1")
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
        return of(settings, LATER, URI.create("http://" + LATER), Optional.empty());
    }

    /**
     * With the addresses of what is open by now.
     *
     * @param logins of a broker that asks for them; then every service has its own
     */
    static Configs of(
            Settings settings, String bootstrapServers, URI arc, Optional<Logins> logins) {
        settings.with("kafka.bootstrap_servers", bootstrapServers).with("arc.url", arc.toString());
        Consumer<ServiceUser> next = user -> logins.ifPresent(it -> it.use(user, settings));
        next.accept(ServiceUser.INGEST);
        var ingest = IngestConfig.from(settings);
        next.accept(ServiceUser.INBOX);
        var inbox = InboxConfig.from(settings);
        var feeds = FeedConfig.from(settings);
        next.accept(ServiceUser.DEDUP);
        var dedup = DedupConfig.from(settings);
        next.accept(ServiceUser.SINK);
        var sink = SinkConfig.from(settings);
        next.accept(ServiceUser.QUERY);
        var query = QueryApiConfig.from(settings);
        var queryKafka = KafkaConfig.from(settings);
        var configs =
                new Configs(
                        ServerConfig.from(settings),
                        ingest,
                        inbox,
                        feeds,
                        dedup,
                        sink,
                        query,
                        queryKafka,
                        MasterKey.from(settings));
        settings.throwIfAnyProblem();
        return configs;
    }
}
