package dev.memtrace.core.accounts;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.KafkaUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Tells where each org's memories are. Each answer is as of one moment and adds up; the sink's part
 * may be a little older than dedup's, and what was proven since is in flight then. Reads from Kafka
 * when asked, one question after the other. Thread-safe; may block for seconds.
 */
public final class PipelineAccounts implements AutoCloseable {
    private static final Duration TURN_WAIT_MAX = Duration.ofSeconds(10);
    private static final Duration ANSWER_WAIT_MAX = Duration.ofSeconds(5);

    /** Many times as long as dedup-stream may take to tell of what it has decided. */
    private static final Duration SETTLING_MAX = Duration.ofSeconds(2);

    private static final Duration SETTLING_EVERY = Duration.ofMillis(20);

    private final KafkaConfig kafka;
    private final ReentrantLock turn = new ReentrantLock(true);

    /** Made with the first question, and anew after a failure; under {@link #turn}. */
    private Optional<Readers> readers = Optional.empty();

    private record Readers(AccountsReader accounts, UndecidedScan undecided, Admin admin) {
        void close() {
            accounts.close();
            undecided.close();
            admin.close(Duration.ZERO);
        }
    }

    /**
     * The accounts of all orgs that have one.
     *
     * @param unsettled those that cannot be told: more is served of them than is known to be
     *     accepted
     */
    public record All(Map<OrgId, OrgAccount> accounts, Set<OrgId> unsettled) {
        public All {
            accounts = Map.copyOf(accounts);
            unsettled = Set.copyOf(unsettled);
        }
    }

    /** Opens nothing yet. */
    public PipelineAccounts(KafkaConfig kafka) {
        this.kafka = kafka;
    }

    /**
     * The account of one org; {@link OrgAccount#EMPTY} if nothing is known of it.
     *
     * @throws KafkaUnavailableException if it cannot be told for now
     */
    public OrgAccount of(OrgId org) {
        return asked(
                () -> {
                    var accounts = readers().accounts();
                    if (!settle(() -> accounts.isSettled(org))) {
                        throw new KafkaUnavailableException(
                                "the accounts of this org do not agree yet; try again", null);
                    }
                    var undecided = readers().undecided().count(boundsOf(accounts, org));
                    return account(accounts, org, undecided);
                });
    }

    /**
     * The accounts of all orgs.
     *
     * @throws KafkaUnavailableException if they cannot be told for now
     */
    public All all() {
        return asked(
                () -> {
                    var accounts = readers().accounts();
                    settle(() -> accounts.orgs().stream().allMatch(accounts::isSettled));
                    var undecided = readers().undecided().count(boundsOfAll(accounts));
                    var orgs = new HashSet<>(accounts.orgs());
                    orgs.addAll(undecided.keySet());
                    var told = new HashMap<OrgId, OrgAccount>();
                    var unsettled = new HashSet<OrgId>();
                    for (var org : orgs) {
                        if (accounts.isSettled(org)) {
                            told.put(org, account(accounts, org, undecided));
                        } else {
                            unsettled.add(org);
                        }
                    }
                    return new All(told, unsettled);
                });
    }

    /**
     * For how long {@code accepted} keeps memories; empty if for ever.
     *
     * @throws KafkaUnavailableException if Kafka does not say
     */
    public Optional<Duration> retention() {
        return asked(
                () -> {
                    var topic =
                            new ConfigResource(
                                    ConfigResource.Type.TOPIC, kafka.topics().accepted());
                    var settings =
                            KafkaFutures.await(
                                    readers().admin().describeConfigs(List.of(topic)).all(),
                                    "asking for the retention of " + topic.name());
                    long millis =
                            Long.parseLong(
                                    settings.get(topic)
                                            .get(TopicConfig.RETENTION_MS_CONFIG)
                                            .value());
                    return Optional.of(millis)
                            .filter(it -> it >= 0) // -1 means for ever
                            .map(Duration::ofMillis);
                });
    }

    private <T> T asked(Supplier<T> question) {
        try {
            if (!turn.tryLock(TURN_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new KafkaUnavailableException("too many ask for accounts; try again", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnavailableException("interrupted while waiting for accounts", e);
        }
        try {
            return question.get();
        } catch (KafkaException e) {
            close();
            throw new KafkaUnavailableException("Kafka does not tell the accounts; try again", e);
        } finally {
            turn.unlock();
        }
    }

    private Readers readers() {
        if (readers.isEmpty()) {
            var topics = kafka.topics();
            readers =
                    Optional.of(
                            new Readers(
                                    new AccountsReader(
                                            consumer(IsolationLevel.READ_COMMITTED),
                                            topics.accounts()),
                                    // What came in counts the moment that it is in the log.
                                    new UndecidedScan(
                                            consumer(IsolationLevel.READ_UNCOMMITTED),
                                            topics.memories()),
                                    admin()));
        }
        return readers.get();
    }

    private Admin admin() {
        var properties = kafka.clientProperties();
        int millis = (int) ANSWER_WAIT_MAX.toMillis();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        return Admin.create(properties);
    }

    private KafkaConsumer<byte[], byte[]> consumer(IsolationLevel isolation) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        properties.put(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_WAIT_MAX.toMillis());
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads on, and waits a moment for what belongs together to arrive. */
    private boolean settle(BooleanSupplier isSettled) {
        long began = System.nanoTime();
        readers().accounts().readOn();
        while (!isSettled.getAsBoolean()) {
            if (System.nanoTime() - began > SETTLING_MAX.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(SETTLING_EVERY.toNanos());
            readers().accounts().readOn();
        }
        return true;
    }

    private static UndecidedScan.Bounds boundsOf(AccountsReader accounts, OrgId org) {
        return new UndecidedScan.Bounds() {
            @Override
            public long from(int partition) {
                return accounts.through(org, partition);
            }

            @Override
            public boolean counts(OrgId owner, int partition, long offset) {
                return owner.equals(org);
            }
        };
    }

    private static UndecidedScan.Bounds boundsOfAll(AccountsReader accounts) {
        return new UndecidedScan.Bounds() {
            @Override
            public long from(int partition) {
                return accounts.through(partition);
            }

            @Override
            public boolean counts(OrgId owner, int partition, long offset) {
                return offset >= accounts.through(owner, partition);
            }
        };
    }

    private static OrgAccount account(
            AccountsReader accounts, OrgId org, Map<OrgId, Long> undecided) {
        var sum = new AccountSum();
        accounts.of(org).values().forEach(sum::add);
        return sum.account(undecided.getOrDefault(org, 0L));
    }

    @Override
    public void close() {
        turn.lock();
        try {
            readers.ifPresent(Readers::close);
            readers = Optional.empty();
        } finally {
            turn.unlock();
        }
    }
}
