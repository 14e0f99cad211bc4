package dev.memtrace.ingest;

import dev.memtrace.core.config.Secret;
import dev.memtrace.core.directory.DirectoryCommands;
import dev.memtrace.core.directory.DirectoryReplica;
import dev.memtrace.core.directory.OrgQuotas;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.Route;
import dev.memtrace.core.wire.DedupLag;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.ReplyListener;
import io.helidon.http.Method;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The parts of ingest-api, ready to be served. Thread-safe once started. */
public final class IngestApi implements AutoCloseable {
    /** The producer gives up on a record after this; an idempotent one retries until then. */
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration LAG_EVERY = Duration.ofMillis(250);

    private static final Duration MAX_BLOCK = Duration.ofSeconds(5);
    private static final int PRODUCER_BATCH_BYTES = 128 * 1024;
    private static final long PRODUCER_MEMORY_BYTES = 64L * 1024 * 1024;
    private static final int REQUEST_BYTES_MAX = 2 * 1024 * 1024;

    private final Closing closing;
    private final ReplyListener listener;
    private final DedupLag lag;
    private final IngestMetrics metrics;
    private final List<Route> routes;
    private final Optional<String> firstKey;

    private IngestApi(
            Closing closing,
            ReplyListener listener,
            DedupLag lag,
            IngestMetrics metrics,
            List<Route> routes,
            Optional<String> firstKey) {
        this.closing = closing;
        this.listener = listener;
        this.lag = lag;
        this.metrics = metrics;
        this.routes = routes;
        this.firstKey = firstKey;
    }

    /**
     * Opens everything in order; closing undoes it in reverse. The topics and the registrar must be
     * there.
     *
     * @param quotas are asked for memories only: requests are the server's to count
     */
    public static IngestApi start(
            IngestConfig config, DirectoryReplica directory, OrgQuotas quotas, Clock clock) {
        var closing = new Closing();
        try {
            var listener = closing.add(ReplyListener.start(config.kafka()));
            var lag = closing.add(DedupLag.start(config.kafka(), LAG_EVERY));
            var producer = closing.add(producer(config));
            var commands =
                    new DirectoryCommands(
                            producer,
                            config.kafka(),
                            listener.replies(),
                            directory::awaitApplied,
                            config.verdictWait());
            var metrics = new IngestMetrics();
            var log =
                    new MemoryLog(
                            producer, config.kafka(), DELIVERY_TIMEOUT.plus(MAX_BLOCK), metrics);
            var admission = new Admission(lag, config, metrics);
            var tenancy = new WritingOrgs(directory, config.sharedArc(), quotas);
            var memories =
                    new MemoriesEndpoint(
                            config, admission, tenancy, log, listener.replies(), metrics, clock);
            var entries = new DirectoryEndpoints(commands, clock);
            var firstKey =
                    new FirstKey(directory, commands, clock)
                            .found(config.bootstrapKey().map(Secret::text));
            return new IngestApi(
                    closing,
                    listener,
                    lag,
                    metrics,
                    routes(memories, entries, admission),
                    firstKey);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private static List<Route> routes(
            MemoriesEndpoint memories, DirectoryEndpoints entries, Admission admission) {
        return List.of(
                Route.writing(Method.POST, "/api/v1/memories", memories::create),
                command(Method.POST, "/api/v1/agents", entries::createAgent, admission),
                command(Method.DELETE, "/api/v1/agents/{id}", entries::removeAgent, admission),
                command(Method.POST, "/api/v1/sessions", entries::createSession, admission),
                command(Method.PUT, "/api/v1/sessions/{id}", entries::changeSession, admission));
    }

    private static Route command(
            Method method, String path, Route.Endpoint endpoint, Admission admission) {
        return Route.writing(
                method,
                path,
                call -> {
                    try (var _ = admission.enterCommand(call.bodyBytesAtMost())) {
                        endpoint.answer(call);
                    }
                });
    }

    private static KafkaProducer<byte[], byte[]> producer(IngestConfig config) {
        KafkaConfig kafka = config.kafka();
        var properties = kafka.clientProperties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
        properties.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis() / 2);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
        properties.put(ProducerConfig.LINGER_MS_CONFIG, config.linger().toMillis());
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, PRODUCER_BATCH_BYTES);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, PRODUCER_MEMORY_BYTES);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES_MAX);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** What it answers. */
    public List<Route> routes() {
        return routes;
    }

    /** The first API key, if this start founded org_default: to be shown once, and kept nowhere. */
    public Optional<String> firstKey() {
        return firstKey;
    }

    /** Whether requests get their verdicts. */
    public boolean isReady() {
        return listener.isAlive();
    }

    /** In the Prometheus exposition format. */
    public String metrics() {
        return metrics.exposition(listener.replies().count(), lag.last().behind());
    }

    @Override
    public void close() {
        closing.close();
    }
}
