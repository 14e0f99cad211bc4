package dev.memtrace.standalone;

import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.arclocal.Habits;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.ApiKeys;
import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryCommands;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.Permission;
import dev.memtrace.core.service.RunningService;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.ReplyListener;
import dev.memtrace.dedup.DedupService;
import dev.memtrace.ingest.IngestService;
import dev.memtrace.query.QueryService;
import dev.memtrace.sink.SinkService;
import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.Broker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Several instances of each service over one broker, each with a disk of its own, and a store in
 * which every org has a database of its own.
 */
final class Fleet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Closing closing = new Closing();
    private final Path folder;
    private final String prefix = Broker.uniquePrefix(Fleet.class);
    private final String masterKey = MasterKey.generate();
    private final Store store;
    private final ArcLocal arc;
    private final BiFunction<DirectoryCommands.Copy, Duration, DirectoryCommands> commands;
    private final List<Instance> ingests = new CopyOnWriteArrayList<>();
    private final List<Instance> queries = new CopyOnWriteArrayList<>();
    private RunningService dedup;
    private Optional<RunningService> sink = Optional.empty();

    /** How soon the store shows what it has taken. */
    enum Store {
        IMMEDIATE(Habits.immediate(), "0s"),
        BUFFERED(Habits.buffered(Duration.ofMillis(1_000), 100_000), "1500ms");

        private final Habits habits;
        private final String flushHorizon;

        Store(Habits habits, String flushHorizon) {
            this.habits = habits;
            this.flushHorizon = flushHorizon;
        }

        private Habits habits() {
            return habits;
        }
    }

    /** One instance and a client that calls it as org_default's admin. */
    record Instance(Runnable stop, ApiClient api) implements AutoCloseable {
        @Override
        public void close() {
            api.close();
            stop.run();
        }
    }

    /** An org, and an API key that may do everything in it. */
    record Tenant(OrgId org, String key) {
        ApiClient at(Instance instance) {
            return instance.api().withKey(key);
        }
    }

    private Fleet(Path folder, Store store) {
        this.folder = folder;
        this.store = store;
        var config = ArcLocalConfig.in(folder.resolve("arc")).withHabits(store.habits());
        this.arc = closing.add(ArcLocal.start(config));
        startDedup();
        closing.add(() -> dedup.close());
        var kafka = kafka();
        var replies = closing.add(ReplyListener.start(kafka));
        var producer =
                closing.add(
                        new KafkaProducer<>(
                                kafka.clientProperties(),
                                new ByteArraySerializer(),
                                new ByteArraySerializer()));
        this.commands =
                (copy, wait) ->
                        new DirectoryCommands(producer, kafka, replies.replies(), copy, wait);
    }

    /** With a store that shows rows when it says that it has them. */
    static Fleet start(Path folder, int ingests, int queries) {
        return start(folder, ingests, queries, Store.IMMEDIATE);
    }

    static Fleet start(Path folder, int ingests, int queries, Store store) {
        var fleet = new Fleet(folder, store);
        try {
            for (int i = 0; i < ingests; i++) {
                fleet.addIngest();
            }
            for (int i = 0; i < queries; i++) {
                fleet.addQuery();
            }
            fleet.startSink();
            fleet.closing.add(() -> fleet.stopSink());
            return fleet;
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    private Settings settings(String name) {
        return Settings.empty()
                .with("server.host", "127.0.0.1")
                .with("server.port", "0")
                .with("kafka.bootstrap_servers", Broker.shared().bootstrapServers())
                .with("kafka.topic_prefix", prefix)
                .with("kafka.partitions", "3")
                .with("kafka.replication_factor", "1")
                .with("kafka.min_insync_replicas", "1")
                .with("arc.url", arc.uri().toString())
                .with("arc.flush_horizon", store.flushHorizon)
                .with("arc.own_flush_horizon", store.flushHorizon)
                .with("auth.bootstrap_key", ApiClient.KEY)
                .with("auth.db_path", folder.resolve(name + ".db").toString())
                .with("dedup.state_dir", folder.resolve("dedup").toString())
                .with("write_buffer.max_interval", "50ms")
                .withVariable(MasterKey.VARIABLE, masterKey);
    }

    KafkaConfig kafka() {
        return KafkaConfig.from(settings("none"));
    }

    void startDedup() {
        dedup = DedupService.start(settings("dedup"), Clock.systemUTC());
    }

    void stopDedup() {
        dedup.close();
    }

    void startSink() {
        sink = Optional.of(SinkService.start(settings("sink"), Clock.systemUTC()));
    }

    void stopSink() {
        sink.ifPresent(RunningService::close);
        sink = Optional.empty();
    }

    Instance addIngest() {
        var service = IngestService.start(settings("ingest-" + ingests.size()), Clock.systemUTC());
        return add(ingests, service::close, service.port());
    }

    Instance addQuery() {
        var service = QueryService.start(settings("query-" + queries.size()), Clock.systemUTC());
        return add(queries, service::close, service.port());
    }

    private Instance add(List<Instance> instances, Runnable stop, int port) {
        var instance = new Instance(stop, ApiClient.ofPort(port));
        closing.add(instance);
        instances.add(instance);
        return instance;
    }

    /** Stops an instance for good. */
    void retire(Instance instance) {
        ingests.remove(instance);
        queries.remove(instance);
        instance.close();
    }

    Instance ingest(int number) {
        return ingests.get(number);
    }

    Instance query(int number) {
        return queries.get(number);
    }

    List<Instance> all() {
        var all = new ArrayList<>(ingests);
        all.addAll(queries);
        return all;
    }

    ArcLocal arc() {
        return arc;
    }

    MasterKey masterKey() {
        return MasterKey.parse(masterKey).orElseThrow();
    }

    Decision decide(Wish wish) {
        return decide(wish, DirectoryCommands.Copy.NONE, PATIENCE);
    }

    /** The same as somebody who reads {@code copy}, and waits no longer than that. */
    Decision decide(Wish wish, DirectoryCommands.Copy copy, Duration wait) {
        return commands.apply(copy, wait).decide(wish);
    }

    /** A new org, bound to a database of the store that is its own. */
    Tenant tenant() {
        var tenant = tenantWithoutArc();
        decide(bind(tenant.org(), tenant.org().value(), "events"));
        return tenant;
    }

    /** A new org that shares a measurement with others: nothing but its id tells its rows. */
    Tenant tenantInCommon() {
        var tenant = tenantWithoutArc();
        decide(bind(tenant.org(), "common", "events"));
        return tenant;
    }

    Tenant tenantWithoutArc() {
        var org = new OrgId(Ids.org());
        var key = Ids.apiKey();
        decide(
                new Wish.Found(
                        new DirectoryEntry.Org(org, "name", Quota.NONE, now()),
                        Optional.of(entry(org, key, EnumSet.allOf(Permission.class)))));
        return new Tenant(org, key);
    }

    Wish bind(OrgId org, String database, String measurement) {
        return new Wish.BindArc(
                new DirectoryEntry.ArcInstance(
                        org,
                        arc.uri(),
                        database,
                        measurement,
                        Optional.of(masterKey().seal("any token", org, arc.uri())),
                        0,
                        now()),
                false);
    }

    /** Adds a key to an org. */
    DirectoryEntry.ApiKey addKey(OrgId org, String key, Set<Permission> permissions) {
        var entry = entry(org, key, permissions);
        decide(new Wish.Create(entry));
        return entry;
    }

    private static DirectoryEntry.ApiKey entry(OrgId org, String key, Set<Permission> permissions) {
        return ApiKeys.entryFor(
                key, org, "key " + UUID.randomUUID(), permissions, now(), Optional.empty());
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void close() {
        closing.close();
    }
}
