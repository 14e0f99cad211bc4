package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes memories straight to the Kafka inbox of an org, {@code memtrace.inbox.ORG}, without the
 * REST API. Thread-safe; one serves a whole program.
 *
 * <p><b>Durable, and no more.</b> When a future that this returns is done, the record is on as many
 * replicas as the inbox demands ({@code acks=all}, and the producer is idempotent, so a retry of
 * its own does not make two records). With one replica that survives the death of the broker's
 * process, but not of its disk.
 *
 * <p><b>Nobody answers with a verdict.</b> A fraction of a second later the memory is accepted and
 * in every read, or is the duplicate of one that was; both doors lead to one dedup. What is wrong
 * with a record and can be seen here is a {@link BadRequestException} before anything is sent. If
 * the server finds more, the whole record goes to the topic {@code memtrace.rejected} with every
 * problem named, which {@code memtrace rejected list} shows. The ids of memories are made when they
 * are taken in, so a producer does not know them: find its memories by session, tag or a field of
 * their metadata with {@link Memories#list}, or hear of them with {@link Memories#listen}; {@link
 * MemtraceClient#pipeline} counts what became of all of an org.
 *
 * <p><b>After a failure</b> the record may be durable all the same. Sending it again is safe: what
 * was taken in the first time makes it a duplicate. Records with one key stay in order, but one
 * that fails leaves a gap before those that follow.
 */
public final class MemoryProducer implements AutoCloseable {
    private static final Duration CLOSE_MAX = Duration.ofSeconds(30);

    private final String topic;
    private final Producer<byte[], byte[]> kafka;
    private final Clock clock;

    private MemoryProducer(String topic, Producer<byte[], byte[]> kafka, Clock clock) {
        this.topic = topic;
        this.kafka = kafka;
        this.clock = clock;
    }

    /** Begins one; the brokers and the org must be given. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Writes one memory under its agent's key. See {@link #send(InboxRecord)}.
     *
     * @throws BadRequestException that names everything that the server would not take
     */
    public CompletableFuture<RecordPlace> send(NewMemory memory) {
        return send(InboxRecord.of(memory));
    }

    /**
     * Writes a record. Waits only for room among the records that are not sent yet, and the first
     * time until the brokers say where the inbox is ({@code max.block.ms}, 60 seconds by default).
     *
     * <p>The future fails with a {@link MemtraceException}: {@link ForbiddenException} if the
     * principal may not write here, {@link UnauthorizedException} if the brokers do not know it,
     * {@link UnavailableException} if they did not confirm in time ({@code delivery.timeout.ms}, 2
     * minutes by default), or there is no such inbox. What is made to follow on it runs on the
     * thread that talks to the brokers and must not wait for anything; {@code thenApplyAsync} and
     * its like have no such limit. Cancelling it does not take the record back.
     *
     * @throws BadRequestException that names everything that the server would not take; nothing was
     *     sent
     * @throws CallInterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException if this is closed
     */
    public CompletableFuture<RecordPlace> send(InboxRecord record) {
        var written = new CompletableFuture<RecordPlace>();
        try {
            var _ =
                    kafka.send(
                            record.toKafka(topic, clock.instant()),
                            (place, problem) -> finish(written, place, problem));
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (KafkaException e) {
            written.completeExceptionally(failure(e));
        }
        return written;
    }

    private void finish(
            CompletableFuture<RecordPlace> written, RecordMetadata place, Exception problem) {
        if (problem == null) {
            written.complete(new RecordPlace(place.topic(), place.partition(), place.offset()));
        } else {
            written.completeExceptionally(failure(problem));
        }
    }

    private MemtraceException failure(Exception problem) {
        return switch (problem) {
            case AuthorizationException e ->
                    new ForbiddenException("writing to " + topic + " is not allowed", e);
            case AuthenticationException e ->
                    new UnauthorizedException("the brokers do not know this producer", e);
            case RecordTooLargeException _ ->
                    new BadRequestException(
                            413, topic + " takes no record of this size", List.of());
            case InvalidTopicException _ ->
                    new BadRequestException(400, topic + " cannot be a topic", List.of());
            default ->
                    new UnavailableException(
                            topic + " did not confirm: " + problem.getMessage(),
                            problem,
                            Optional.empty(),
                            Optional.empty(),
                            true);
        };
    }

    private CallInterruptedException interrupted(InterruptException e) {
        Thread.currentThread().interrupt();
        return new CallInterruptedException("writing to " + topic + ": interrupted", e);
    }

    /**
     * Waits until every record that was sent before is confirmed or has failed.
     *
     * @throws CallInterruptedException if the thread is interrupted
     */
    public void flush() {
        try {
            kafka.flush();
        } catch (InterruptException e) {
            throw interrupted(e);
        }
    }

    /** The inbox that it writes to. */
    public String topic() {
        return topic;
    }

    /** As {@link #close(Duration)} with 30 seconds. */
    @Override
    public void close() {
        close(CLOSE_MAX);
    }

    /**
     * Waits until what was sent is confirmed, for so long at most; what is not by then fails.
     *
     * @throws CallInterruptedException if the thread is interrupted
     */
    public void close(Duration max) {
        try {
            kafka.close(max);
        } catch (InterruptException e) {
            throw interrupted(e);
        }
    }

    /** Where it writes to; none of its properties, which may be secret. */
    @Override
    public String toString() {
        return "MemoryProducer[" + topic + "]";
    }

    /** Gathers the settings of a {@link MemoryProducer}. One thread. */
    public static final class Builder {
        /** Room for the key, the headers and Kafka's own around the largest value. */
        private static final int RECORD_BYTES_MAX = 1024 * 1024 + 64 * 1024;

        private String org = "";
        private String topicPrefix = "memtrace";
        private final Map<String, Object> properties = new HashMap<>();

        private Builder() {
            properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RECORD_BYTES_MAX);
        }

        /** Where the brokers are, such as {@code kafka-1:9092,kafka-2:9092}. */
        public Builder bootstrapServers(String bootstrapServers) {
            properties.put(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    Checks.requireSome("bootstrapServers", bootstrapServers));
            return this;
        }

        /**
         * Whose memories they are: {@code org_default}, or what {@code memtrace org list} shows.
         *
         * @throws IllegalArgumentException if no org is called so
         */
        public Builder org(String org) {
            if (!MemoryLimits.isLabel(org)) {
                throw new IllegalArgumentException(
                        "org must be a letter, then letters, digits, _ or -, at most 128");
            }
            this.org = org;
            return this;
        }

        /** What the topics of this installation start with; {@code memtrace} by default. */
        public Builder topicPrefix(String topicPrefix) {
            this.topicPrefix = Checks.requireSome("topicPrefix", topicPrefix);
            return this;
        }

        /**
         * Any other property of a Kafka producer, such as {@code security.protocol} or {@code
         * linger.ms}.
         *
         * @throws IllegalArgumentException if what this class promises hangs on it: {@code acks},
         *     {@code enable.idempotence}, {@code transactional.id}, the serializers and {@code
         *     bootstrap.servers}
         */
        public Builder property(String name, Object value) {
            switch (requireNonNull(name, "name")) {
                case ProducerConfig.ACKS_CONFIG,
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG ->
                        throw new IllegalArgumentException(name + " is not for callers to choose");
                case ProducerConfig.BOOTSTRAP_SERVERS_CONFIG ->
                        throw new IllegalArgumentException(name + " is bootstrapServers here");
                default -> properties.put(name, requireNonNull(value, name));
            }
            return this;
        }

        /** All of these, each as {@link #property} takes it. */
        public Builder properties(Map<String, ?> properties) {
            properties.forEach(this::property);
            return this;
        }

        /**
         * The producer. It begins to look for the brokers.
         *
         * @throws IllegalStateException if the brokers or the org are missing
         * @throws IllegalArgumentException if Kafka does not take a property
         */
        public MemoryProducer build() {
            if (!properties.containsKey(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG) || org.isEmpty()) {
                throw new IllegalStateException("give bootstrapServers and org");
            }
            var all = new HashMap<>(properties);
            all.put(ProducerConfig.ACKS_CONFIG, "all");
            all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            var bytes = new ByteArraySerializer();
            try {
                return new MemoryProducer(
                        topicPrefix + ".inbox." + org,
                        new KafkaProducer<>(all, bytes, bytes),
                        Clock.systemUTC());
            } catch (KafkaException e) {
                // It says which property, and Kafka hides the values of secret ones.
                var cause = e.getCause() == null ? e : e.getCause();
                throw new IllegalArgumentException(
                        "Kafka does not take these properties: " + cause.getMessage(), e);
            }
        }
    }
}
