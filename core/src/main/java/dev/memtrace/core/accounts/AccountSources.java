package dev.memtrace.core.accounts;

import dev.memtrace.core.service.Closing;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.LogScan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is asked on Kafka for accounts. One thread at a time. */
final class AccountSources implements AutoCloseable {
    private final Closing closing;
    private final String acceptedTopic;
    private final AccountsReader accounts;
    private final UndecidedScan undecided;
    private final Admin admin;

    private AccountSources(
            Closing closing,
            String acceptedTopic,
            AccountsReader accounts,
            UndecidedScan undecided,
            Admin admin) {
        this.closing = closing;
        this.acceptedTopic = acceptedTopic;
        this.accounts = accounts;
        this.undecided = undecided;
        this.admin = admin;
    }

    /**
     * Opens everything; closing undoes it.
     *
     * @param waitMax how long Kafka may take to answer one question
     */
    static AccountSources open(KafkaConfig kafka, Duration waitMax) {
        var closing = new Closing();
        try {
            var topics = kafka.topics();
            var committed = consumer(kafka, waitMax);
            var accounts = closing.add(new AccountsReader(committed, topics.accounts()));
            var undecided = closing.add(new UndecidedScan(LogScan.open(kafka, waitMax)));
            var admin = closing.add(admin(kafka, waitMax));
            return new AccountSources(closing, topics.accepted(), accounts, undecided, admin);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(KafkaConfig kafka, Duration waitMax) {
        var properties = kafka.clientProperties();
        properties.putAll(
                Map.of(
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        20,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5_000,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        (int) waitMax.toMillis()));
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Admin admin(KafkaConfig kafka, Duration waitMax) {
        var properties = kafka.clientProperties();
        int millis = (int) waitMax.toMillis();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        return Admin.create(properties);
    }

    AccountsReader accounts() {
        return accounts;
    }

    UndecidedScan undecided() {
        return undecided;
    }

    /** For how long {@code accepted} keeps memories; empty if for ever. */
    Optional<Duration> retention() {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, acceptedTopic);
        var settings =
                KafkaFutures.await(
                        admin.describeConfigs(List.of(topic)).all(),
                        "asking for the retention of " + acceptedTopic);
        var millis = settings.get(topic).get(TopicConfig.RETENTION_MS_CONFIG).value();
        return Optional.of(Long.parseLong(millis))
                .filter(it -> it >= 0) // -1 means for ever
                .map(Duration::ofMillis);
    }

    @Override
    public void close() {
        closing.close();
    }
}
