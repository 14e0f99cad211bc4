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
        public Batch {
            changes = List.copyOf(changes);
            aside = List.copyOf(aside);
        }
    }

    /** Empty if it has never been filled. */
    Optional<Progress> progress();

    /** An empty one beside this one, to be filled from the topic's start. */
    DirectoryTarget fresh();

    /**
     * Takes the place of this one, whose readers saw all of it until now, and see all of {@code
     * filled} from now on. Neither of the two is to be used after that.
     *
     * @return the one to go on with
     */
    DirectoryTarget replacedBy(DirectoryTarget filled);

    /** Takes over a batch and the progress that it means, or neither. */
    void apply(Batch batch, Progress progress);

    @Override
    void close();
}
