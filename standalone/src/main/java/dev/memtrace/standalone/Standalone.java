package dev.memtrace.standalone;

import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.Authentication;
import dev.memtrace.core.directory.DirectoryReplica;
import dev.memtrace.core.service.ApiServer;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.HealthRoutes;
import dev.memtrace.core.service.PortInUseException;
import dev.memtrace.core.service.Route;
import dev.memtrace.core.service.ServerConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.dedup.DedupConfig;
import dev.memtrace.dedup.DedupStream;
import dev.memtrace.ingest.IngestApi;
import dev.memtrace.ingest.IngestConfig;
import dev.memtrace.kafkalocal.EmbeddedKafka;
import dev.memtrace.kafkalocal.EmbeddedKafkaConfig;
import dev.memtrace.query.QueryApi;
import dev.memtrace.query.QueryApiConfig;
import dev.memtrace.sink.ArcSink;
import dev.memtrace.sink.SinkConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** All of Memtrace in this process: broker, store and services behind one port. */
public final class Standalone implements AutoCloseable {
    private static final Duration DEDUP_PATIENCE = Duration.ofMinutes(2);

    private final Closing closing;
    private final EmbeddedKafka kafka;
    private final ArcLocal arc;
    private final ApiServer server;
    private final Optional<String> firstKey;

    private Standalone(
            Closing closing,
            EmbeddedKafka kafka,
            ArcLocal arc,
            ApiServer server,
            Optional<String> firstKey) {
        this.closing = closing;
        this.kafka = kafka;
        this.arc = arc;
        this.server = server;
        this.firstKey = firstKey;
    }

    /**
     * Opens everything in order and returns once requests are served; closing undoes it in reverse.
     *
     * @param settings may choose anything but what lives in this process
     * @param data holds all that must survive
     * @throws CannotStartException if the port or the directory is taken
     */
    public static Standalone start(Settings settings, Path data, Clock clock) {
        var directory = data.toAbsolutePath().normalize();
        settings.withDefault("server.host", "127.0.0.1");
        var serverConfig = ServerConfig.from(settings);
        settings.throwIfAnyProblem();
        requireFree(serverConfig);
        var closing = new Closing();
        try {
            closing.add(DataDirectoryLock.take(directory));
            // The two stores know nothing of each other, and each takes a second or more to open.
            var opening =
                    CompletableFuture.supplyAsync(
                            () -> ArcLocal.start(ArcLocalConfig.in(directory.resolve("arc"))));
            var kafka = openKafka(directory, opening, closing);
            var arc = closing.add(joined(opening));
            local(settings, directory, kafka, arc);
            return startServices(settings, serverConfig, clock, new Stores(kafka, arc), closing);
        } catch (PortInUseException e) {
            closing.close();
            throw new CannotStartException(e.getMessage());
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /** The two stores, open. */
    private record Stores(EmbeddedKafka kafka, ArcLocal arc) {}

    private static EmbeddedKafka openKafka(
            Path directory, CompletableFuture<ArcLocal> arc, Closing closing) {
        try {
            return closing.add(
                    EmbeddedKafka.start(EmbeddedKafkaConfig.in(directory.resolve("kafka"))));
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

    private static void local(
            Settings settings, Path directory, EmbeddedKafka kafka, ArcLocal arc) {
        settings.with("kafka.bootstrap_servers", kafka.bootstrapServers())
                .with("kafka.replication_factor", "1")
                .with("kafka.min_insync_replicas", "1")
                .with("arc.url", arc.uri().toString())
                .with("arc.api_key", "")
                .with("auth.db_path", directory.resolve("directory.db").toString())
                .with("dedup.state_dir", directory.resolve("dedup").toString());
    }

    private static Standalone startServices(
            Settings settings,
            ServerConfig serverConfig,
            Clock clock,
            Stores stores,
            Closing closing) {
        var dedupConfig = DedupConfig.from(settings);
        var ingestConfig = IngestConfig.from(settings);
        new TopicProvisioner(ingestConfig.kafka()).provision();
        var dedup = closing.add(DedupStream.start(dedupConfig));
        var directory =
                closing.add(
                        DirectoryReplica.start(ingestConfig.kafka(), ingestConfig.directoryFile()));
        var sink = closing.add(ArcSink.start(SinkConfig.from(settings), clock));
        var query = closing.add(QueryApi.start(QueryApiConfig.from(settings), directory, clock));
        dedup.awaitRunning(DEDUP_PATIENCE);
        var ingest = closing.add(IngestApi.start(ingestConfig, directory, clock));
        var routes = new ArrayList<Route>();
        routes.addAll(ingest.routes());
        routes.addAll(query.routes());
        routes.addAll(
                HealthRoutes.of(
                        clock,
                        () -> ingest.isReady() && dedup.isRunning() && sink.isAlive(),
                        query::arcs,
                        () ->
                                String.join(
                                        "",
                                        List.of(
                                                ingest.metrics(),
                                                dedup.metrics().exposition(),
                                                sink.metrics().exposition()))));
        var server =
                closing.add(
                        ApiServer.start(
                                serverConfig, routes, Authentication.of(settings, directory)));
        return new Standalone(closing, stores.kafka(), stores.arc(), server, ingest.firstKey());
    }

    /** Finds out early, before seconds are spent on opening stores. */
    private static void requireFree(ServerConfig config) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(config.host(), config.port()));
        } catch (IOException e) {
            throw new CannotStartException(
                    "cannot listen on "
                            + config.host()
                            + ":"
                            + config.port()
                            + "; another program uses this port, choose another with --port");
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

    /** The broker's address, for tests and benchmarks. */
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** The store's address, for tests and benchmarks. */
    public java.net.URI arcUri() {
        return arc.uri();
    }

    @Override
    public void close() {
        closing.close();
    }
}
