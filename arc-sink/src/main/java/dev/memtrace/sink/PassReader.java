package dev.memtrace.sink;

import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the accepted topic again, for a {@link Pass}. One thread. */
final class PassReader {
    private static final Logger LOGGER = LoggerFactory.getLogger(PassReader.class);
    private static final Duration READ_MAX = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final Lanes lanes;

    /** Takes a consumer that is in no group. */
    PassReader(Consumer<byte[], byte[]> consumer, Lanes lanes) {
        this.consumer = consumer;
        this.lanes = lanes;
    }

    /** Moves {@code pass} on by one poll, and never beyond {@code end}. */
    void read(Pass pass, long end) {
        var partition = pass.partition();
        boolean isAssigned = consumer.assignment().equals(Set.of(partition));
        if (!isAssigned) {
            consumer.assign(List.of(partition));
        }
        if (!isAssigned || consumer.position(partition) != pass.position()) {
            consumer.seek(partition, pass.position());
        }
        for (var record : poll(partition)) {
            if (record.offset() < end) {
                take(record, pass);
            }
        }
        // Beyond the last record there may be markers of transactions.
        pass.reached(Math.min(consumer.position(partition), end));
    }

    private ConsumerRecords<byte[], byte[]> poll(TopicPartition partition) {
        try {
            return consumer.poll(READ_MAX);
        } catch (OffsetOutOfRangeException e) {
            LOGGER.atError()
                    .setCause(e)
                    .addKeyValue("partition", partition)
                    .log("memories of parked lanes are lost: the log does not keep them any more");
            consumer.seekToBeginning(List.of(partition));
            return ConsumerRecords.empty();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Pass pass) {
        Lane lane;
        try {
            lane = new Lane(AcceptedRecords.org(record), pass.partition());
        } catch (UndecodableException _) {
            return; // nobody's: the loop has refused it
        }
        if (!pass.serves(lane) || record.offset() < lanes.mark(lane)) {
            return;
        }
        try {
            pass.add(lane, AcceptedRecords.row(record));
        } catch (UndecodableException e) {
            pass.refuse(lane, Refusal.of(record, e.getMessage()));
        }
    }
}
