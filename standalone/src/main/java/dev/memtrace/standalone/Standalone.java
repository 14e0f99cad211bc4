package dev.memtrace.standalone;

import dev.memtrace.arc.DirectoryBindings;
import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.core.access.AccessControl;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.Authentication;
import dev.memtrace.core.directory.DirectoryReplica;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.OrgQuotas;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiServer;
import dev.memtrace.core.service.CannotStartException;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.HealthRoutes;
import dev.memtrace.core.service.OpenApiDocument;
import dev.memtrace.core.service.PortInUseException;
import dev.memtrace.core.service.Route;
import dev.memtrace.core.wire.KafkaSecurity;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.dedup.DedupStream;
import dev.memtrace.feeds.FeedConfig;
import dev.memtrace.feeds.FeedMirror;
import dev.memtrace.inbox.InboxStream;
import dev.memtrace.ingest.IngestApi;
import dev.memtrace.kafkalocal.EmbeddedKafka;
import dev.memtrace.kafkalocal.EmbeddedKafkaConfig;
import dev.memtrace.query.QueryApi;
import dev.memtrace.sink.ArcSink;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All of Memtrace in this process: broker, store and services behind one port. */
public final class Standalone implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Standalone.class);
    private static final Duration DEDUP_PATIENCE = Duration.ofMinutes(10);

    private final Closing closing;
    private final Stores stores;
    private final ApiServer server;
    private final Optional<String> firstKey;
    private final String inbox;

    private Standalone(
            Closing closing,
            Stores stores,
            ApiServer server,
            Optional<String> firstKey,
            String inbox) {
        this.closing = closing;
        this.stores = stores;
        this.server = server;
        this.firstKey = firstKey;
        this.inbox = inbox;
    }

    /**
     * Opens everything in order and returns once requests are served; closing undoes it in reverse.
     *
     * @param settings may choose anything but what lives in this process
     * @param data holds all that must survive; is let go when this closes
     * @throws CannotStartException if the port is taken
     */
    public static Standalone start(Settings settings, DataDirectory data, Clock clock) {
        return start(settings, data, clock, KafkaListener.ANY);
    }

    /**
     * The same, with a broker that producers on this machine find where they expect it.
     *
     * @throws CannotStartException if a port is taken
     */
    public static Standalone start(
            Settings settings, DataDirectory data, Clock clock, KafkaListener listener) {
        var closing = new Closing();
        try {
            var directory = closing.add(data).path();
            UpAddress.remove(directory);
            settings.withDefault("server.host", "127.0.0.1");
            var config = Configs.beforeOpening(settings, directory);
            requireFree(config.server().host(), config.server().port(), "--port");
            requireFree("127.0.0.1", listener.port(), "--kafka-port");
            // The two stores know nothing of each other, and each takes a second or more to open.
            var opening =
                    CompletableFuture.supplyAsync(
                            () -> ArcLocal.start(ArcLocalConfig.in(directory.resolve("arc"))));
            Thread.ofPlatform().name("dedup-library").start(DedupStream::loadLibrary);
            var logins =
                    listener.isSecured()
                            ? Optional.of(Logins.generate())
                            : Optional.<Logins>empty();
            var broker =
                    EmbeddedKafkaConfig.in(directory.resolve("kafka"))
                            .withPort(listener.port())
                            .with(logins.map(Logins::superuser));
            var kafka = openKafka(broker, opening, closing);
            var arc = closing.add(joined(opening));
            LOGGER.atInfo()
                    .addKeyValue("durationMs", sinceStartMillis())
                    .log("broker and store are open");
            var stores = new Stores(kafka, arc, logins);
            return startServices(settings, directory, clock, stores, closing);
        } catch (PortInUseException e) {
            closing.close();
            throw new CannotStartException(e.getMessage());
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /**
     * The two stores, open.
     *
     * @param logins of the broker, if it asks for any
     */
    private record Stores(EmbeddedKafka kafka, ArcLocal arc, Optional<Logins> logins) {}

    private static EmbeddedKafka openKafka(
            EmbeddedKafkaConfig config, CompletableFuture<ArcLocal> arc, Closing closing) {
        try {
            return closing.add(EmbeddedKafka.start(config));
        } catch (RuntimeException e) {
            arc.thenAccept(closing::add).exceptionally(_ -> null).join();
            throw e;
        }
    }

    private static ArcLocal joined(CompletableFuture<ArcLocal> opening) {
        try {
            return opening.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static Standalone startServices(
            Settings settings, Path data, Clock clock, Stores stores, Closing closing) {
        var config =
                Configs.of(
                        settings,
                        stores.kafka().bootstrapServers(),
                        stores.arc().uri(),
                        stores.logins());
        prepare(config.feeds(), stores.logins());
        var dedup = closing.add(DedupStream.start(config.dedup()));
        var directory =
                closing.add(
                        DirectoryReplica.start(
                                config.ingest().kafka(), config.ingest().directoryFile(), clock));
        var bindings = DirectoryBindings.of(directory, config.masterKey(), config.query().arc());
        var quotas = new OrgQuotas(directory);
        // Waits for its turn: after a crash there may be a lot to catch up with, and verdicts come
        // first.
        var sink = closing.add(new Late<>(() -> ArcSink.start(config.sink(), bindings, clock)));
        var query =
                closing.add(
                        QueryApi.start(
                                config.query(), config.queryKafka(), bindings, directory, clock));
        var ingest = closing.add(IngestApi.start(config.ingest(), directory, quotas, clock));
        var inbox =
                closing.add(new Late<>(() -> InboxStream.start(config.inbox(), directory, clock)));
        var feeds =
                closing.add(
                        new Late<>(
                                () ->
                                        FeedMirror.start(
                                                config.feeds(),
                                                directory,
                                                directory::hasReached,
                                                clock)));
        var routes = new ArrayList<Route>();
        routes.addAll(ingest.routes());
        routes.addAll(query.routes());
        routes.addAll(
                HealthRoutes.of(
                        clock,
                        () ->
                                ingest.isReady()
                                        && dedup.isRunning()
                                        && sink.ask(ArcSink::isAlive, false)
                                        && inbox.ask(InboxStream::isAlive, false)
                                        && feeds.ask(
                                                FeedMirror::isAlive, !config.feeds().isPerOrg())
                                        && query.isReady()
                                        && directory.isFollowing(),
                        query.tenancy(),
                        () ->
                                String.join(
                                        "",
                                        List.of(
                                                ingest.metrics(),
                                                dedup.metrics().exposition(),
                                                sink.ask(it -> it.metrics().exposition(), ""),
                                                inbox.ask(it -> it.metrics().exposition(), ""),
                                                feeds.ask(it -> it.metrics().exposition(), ""),
                                                query.metrics(),
                                                quotas.metrics(),
                                                directory.metrics()))));
        routes.add(OpenApiDocument.route());
        var server =
                closing.add(
                        ApiServer.start(
                                config.server(),
                                routes,
                                Authentication.of(config.server(), directory, clock),
                                quotas));
        LOGGER.atInfo()
                .addKeyValue("durationMs", sinceStartMillis())
                .log("services are there, dedup restores");
        dedup.awaitRunning(DEDUP_PATIENCE);
        LOGGER.atInfo().addKeyValue("durationMs", sinceStartMillis()).log("dedup judges");
        sink.start();
        inbox.start();
        if (config.feeds().isPerOrg()) {
            feeds.start();
        }
        closing.add(address(config, stores).showIn(data));
        var inboxOfDefault = config.inbox().kafka().topics().inbox(new OrgId(Ids.DEFAULT_ORG));
        return new Standalone(closing, stores, server, ingest.firstKey(), inboxOfDefault);
    }

    /** Makes the topics, and lets the services in. */
    private static void prepare(FeedConfig feeds, Optional<Logins> logins) {
        var kafka = feeds.kafka();
        var asAdmin = logins.map(it -> kafka.as(KafkaSecurity.as(it.admin()))).orElse(kafka);
        new TopicProvisioner(asAdmin).provision();
        logins.ifPresent(
                it -> {
                    try (var admin = Admin.create(asAdmin.clientProperties())) {
                        new AccessControl(admin, asAdmin).admit(it.passwords(), feeds.isPerOrg());
                    }
                });
    }

    private static UpAddress address(Configs config, Stores stores) {
        return new UpAddress(
                stores.kafka().bootstrapServers(),
                stores.logins().map(Logins::admin),
                config.ingest().kafka().topics().prefix(),
                stores.kafka().clusterId(),
                config.masterKey().fingerprint(),
                stores.arc().uri().toString());
    }

    /** Since the process began, which is what the person at the console waits for. */
    private static long sinceStartMillis() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }

    /** Finds out early, before seconds are spent on opening stores. */
    private static void requireFree(String host, int port, String option) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new CannotStartException(
                    "cannot listen on "
                            + host
                            + ":"
                            + port
                            + "; another program uses this port, choose another with "
                            + option);
        }
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    /** The first API key, if this start founded org_default. */
    public Optional<String> firstKey() {
        return firstKey;
    }

    /** What it answers, for tests. */
    List<Route> routes() {
        return server.routes();
    }

    /** The broker's address, for producers on this machine. */
    public String bootstrapServers() {
        return stores.kafka().bootstrapServers();
    }

    /** The topic in which what is written is org_default's. */
    public String inbox() {
        return inbox;
    }

    /** The store's address, for tests and benchmarks. */
    public URI arcUri() {
        return stores.arc().uri();
    }

    @Override
    public void close() {
        closing.close();
    }
}
