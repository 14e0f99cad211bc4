package dev.memtrace.sink;

import dev.memtrace.core.wire.AccountKey;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.LaneMark;
import dev.memtrace.core.wire.ReproveWish;
import dev.memtrace.core.wire.ServedAccount;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the topics of marks and accounts, each time on from where it was. One thread. */
final class LaneTopics implements KeptLanes {
    private static final Logger LOGGER = LoggerFactory.getLogger(LaneTopics.class);
    private static final Duration POLL = Duration.ofMillis(100);

    /** Longer than a dead instance's transaction can stay open. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;
    private final TopicPartition lanes;
    private final TopicPartition accounts;
    private final String acceptedTopic;
    private final long logEpoch;

    /** Of all instances' partitions. */
    private final Map<Lane, Long> marks = new HashMap<>();

    private final Map<Lane, ServedAccount> served = new HashMap<>();
    private final Map<Lane, Long> wishes = new HashMap<>();

    private LaneTopics(
            KafkaConsumer<byte[], byte[]> consumer, Admin admin, KafkaConfig kafka, long logEpoch) {
        this.consumer = consumer;
        this.admin = admin;
        this.lanes = new TopicPartition(kafka.topics().lanes(), 0);
        this.accounts = new TopicPartition(kafka.topics().accounts(), 0);
        this.acceptedTopic = kafka.topics().accepted();
        this.logEpoch = logEpoch;
    }

    /** Takes over the consumer, which must read committed records only. */
    static LaneTopics open(
            KafkaConsumer<byte[], byte[]> consumer, KafkaConfig kafka, long logEpoch) {
        var topics =
                new LaneTopics(consumer, Admin.create(kafka.clientProperties()), kafka, logEpoch);
        var both = List.of(topics.lanes, topics.accounts);
        consumer.assign(both);
        consumer.seekToBeginning(both);
        return topics;
    }

    @Override
    public Kept of(Collection<TopicPartition> partitions) {
        readOn();
        return new Kept(only(served, partitions), only(marks, partitions));
    }

    private static <T> Map<Lane, T> only(Map<Lane, T> all, Collection<TopicPartition> partitions) {
        return all.entrySet().stream()
                .filter(it -> partitions.contains(it.getKey().partition()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Reads to where the topics end for those who see uncommitted records. A predecessor's offsets
     * may be committed already while the marks of the same transaction cannot be read yet: its end
     * arrives in each partition for itself.
     */
    private void readOn() {
        var latest = Map.of(lanes, OffsetSpec.latest(), accounts, OffsetSpec.latest());
        var ends =
                KafkaFutures.await(
                        admin.listOffsets(latest).all(), "asking for the end of " + lanes);
        long start = System.nanoTime();
        while (consumer.position(lanes) < ends.get(lanes).offset()
                || consumer.position(accounts) < ends.get(accounts).offset()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new KafkaUnavailableException("marks of " + lanes + " cannot be read", null);
            }
            consumer.poll(POLL).forEach(this::apply);
        }
    }

    @Override
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        var latest =
                partitions.stream().collect(Collectors.toMap(it -> it, _ -> OffsetSpec.latest()));
        var committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        return KafkaFutures.await(
                        admin.listOffsets(latest, committed).all(),
                        "asking for the end of " + acceptedTopic)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().offset()));
    }

    @Override
    public Map<Lane, Long> wishes() {
        consumer.poll(Duration.ZERO).forEach(this::apply);
        return Map.copyOf(wishes);
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        // What cannot be decoded stops us: to go on without a mark is to lose memories.
        if (record.topic().equals(accounts.topic())) {
            applyAccount(record);
            return;
        }
        var wish = ReproveWish.Key.decode(record.key());
        if (wish.isPresent()) {
            applyWish(wish.get(), record.value());
        } else {
            applyMark(record);
        }
    }

    @Override
    public void granted(Lane lane) {
        wishes.remove(lane); // before we hear so ourselves
    }

    private void applyWish(ReproveWish.Key key, byte[] value) {
        var lane = new Lane(key.org(), new TopicPartition(acceptedTopic, key.partition()));
        var wish = Optional.ofNullable(value).map(ReproveWish::decode);
        // One of another log says nothing of this one.
        wish.filter(it -> it.logEpoch() == logEpoch)
                .ifPresentOrElse(it -> wishes.put(lane, it.offset()), () -> wishes.remove(lane));
    }

    private void applyAccount(ConsumerRecord<byte[], byte[]> record) {
        if (AccountKey.decode(record.key()) instanceof AccountKey.Served(var org, int partition)
                && record.value() != null) {
            var lane = new Lane(org, new TopicPartition(acceptedTopic, partition));
            var account = ServedAccount.decode(record.value());
            // What was counted of a log that is gone stays counted; where it stood means nothing.
            served.put(lane, account.logEpoch() == logEpoch ? account : ofNewLog(account));
        }
    }

    private ServedAccount ofNewLog(ServedAccount account) {
        return new ServedAccount(logEpoch, account.proven(), account.refused(), 0, -1, false, "");
    }

    private void applyMark(ConsumerRecord<byte[], byte[]> record) {
        var lane = Lane.of(LaneMark.Key.decode(record.key()), acceptedTopic);
        if (record.value() == null) {
            marks.remove(lane);
            return;
        }
        var mark = LaneMark.decode(record.value());
        if (mark.logEpoch() == logEpoch) {
            marks.put(lane, mark.offset());
        } else {
            marks.remove(lane);
            LOGGER.atWarn()
                    .addKeyValue("org", lane.org())
                    .addKeyValue("partition", lane.partition())
                    .log("a closed lane is of a log that is no longer there");
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
    }
}
