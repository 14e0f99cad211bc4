package dev.memtrace.core.accounts;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.AccountKey;
import dev.memtrace.core.wire.DecidedAccount;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.ServedAccount;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the accounts topic, when asked to. One thread at a time. */
final class AccountsReader implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AccountsReader.class);
    private static final Duration POLL = Duration.ofMillis(50);

    /** For the next records, not for all of them. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition topic;
    private final Map<OrgId, Map<Integer, Pairing>> pairings = new HashMap<>();
    private final Map<Integer, Long> through = new HashMap<>();

    /** Takes over the consumer, which must read committed records only. */
    AccountsReader(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.topic = new TopicPartition(topic, 0);
        consumer.assign(List.of(this.topic));
        consumer.seekToBeginning(List.of(this.topic));
    }

    /**
     * Reads what is committed by now.
     *
     * @throws KafkaUnavailableException if Kafka does not hand it out
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     */
    void readOn() {
        long end = consumer.endOffsets(List.of(topic)).get(topic);
        if (consumer.position(topic) > end) {
            startOver(); // the topic was made again
        }
        long movedAt = System.nanoTime();
        while (consumer.position(topic) < end) {
            long before = consumer.position(topic);
            consumer.poll(POLL).forEach(this::take);
            if (consumer.position(topic) != before) {
                movedAt = System.nanoTime();
            } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
                throw new KafkaUnavailableException(
                        "Kafka does not hand out " + topic.topic() + "; try again", null);
            }
        }
    }

    private void startOver() {
        pairings.clear();
        through.clear();
        consumer.seekToBeginning(List.of(topic));
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            take(AccountKey.decode(record.key()), record.value());
        } catch (UndecodableException e) {
            LOGGER.atError()
                    .addKeyValue("topic", topic.topic())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("error", e.getMessage())
                    .log("account left out");
        }
    }

    private void take(AccountKey key, byte[] value) {
        switch (key) {
            case AccountKey.Decided(var org, int partition) ->
                    pairing(org, partition).decided(DecidedAccount.decode(value));
            case AccountKey.DecidedThrough(int partition) ->
                    through.put(partition, AccountKey.DecidedThrough.decodeOffset(value));
            case AccountKey.Served(var org, int partition) ->
                    pairing(org, partition).served(ServedAccount.decode(value));
        }
    }

    private Pairing pairing(OrgId org, int partition) {
        return pairings.computeIfAbsent(org, _ -> new TreeMap<>())
                .computeIfAbsent(partition, _ -> new Pairing());
    }

    /** Of whom something is known. */
    Set<OrgId> orgs() {
        return Set.copyOf(pairings.keySet());
    }

    /** What is known of an org, by partition. */
    Map<Integer, Pairing> of(OrgId org) {
        return pairings.getOrDefault(org, Map.of());
    }

    boolean isSettled(OrgId org) {
        return of(org).values().stream().allMatch(Pairing::isSettled);
    }

    /** Before which offset of {@code memories} all records of a partition are in the accounts. */
    long through(int partition) {
        return through.getOrDefault(partition, 0L);
    }

    /** The same for one org: its account may have arrived before what speaks of all of them. */
    long through(OrgId org, int partition) {
        var pairing = of(org).get(partition);
        long own = pairing == null ? 0 : pairing.decided().throughOffset();
        return Math.max(own, through(partition));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
