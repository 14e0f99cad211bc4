package dev.memtrace.core.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a {@link DirectoryFollower} puts what it reads. Used by the follower's thread alone. */
interface DirectoryTarget extends AutoCloseable {
    /**
     * How far it is.
     *
     * @param topicId of the topic that was followed
     * @param next the offset after the last one applied
     * @param inTouchAt when it was last known to hold all that the topic held
     */
    record Progress(String topicId, long next, Instant inTouchAt) {}

    /** A record that this version cannot read, as it came. */
    record Aside(ConsumerRecord<byte[], byte[]> record, String error) {}

    /** Some records of the topic, in its order. */
    record Batch(List<DirectoryChange> changes, List<Aside> aside) {
        /** What is applied to note progress alone. */
        static final Batch NOTHING = new Batch(List.of(), List.of());

        public Batch {
            changes = List.copyOf(changes);
            aside = List.copyOf(aside);
        }

        boolean isEmpty() {
            return changes.isEmpty() && aside.isEmpty();
        }
    }

    /** Empty if it was never filled to the end, or cannot be used as it is. */
    Optional<Progress> progress();

    /**
     * Forgets everything, to be filled from the topic's start. May be called again when filling
     * failed half way, whatever state that left.
     */
    void clear();

    /** Is filled to the end, and shown to readers from now on. */
    void complete();

    /** Takes over a batch and the progress that it means, or neither. */
    void apply(Batch batch, Progress progress);

    @Override
    void close();
}
