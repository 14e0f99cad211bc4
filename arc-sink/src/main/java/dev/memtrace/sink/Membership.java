package dev.memtrace.sink;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * The loop's place in the sink's group. Sees to it that whatever is known by partition comes and
 * goes with the partitions. One thread.
 */
final class Membership implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> consumer;
    private final LaneMarks marks;
    private final Lanes lanes;
    private final Progress progress;
    private final Checks checks;
    private final CatchUp catchUp;

    /** Gone, and their rows perhaps still in the loop's batch. */
    private final Set<TopicPartition> lost = new HashSet<>();

    private boolean isTaking = true;
    private long polledAtNanos;

    Membership(SinkClients kafka, Lanes lanes, Progress progress, Checks checks, CatchUp catchUp) {
        this.consumer = kafka.accepted();
        this.marks = kafka.marks();
        this.lanes = lanes;
        this.progress = progress;
        this.checks = checks;
        this.catchUp = catchUp;
    }

    void join(String topic) {
        consumer.subscribe(List.of(topic), this);
    }

    /** What a commit must show to the group. */
    ConsumerGroupMetadata proof() {
        return consumer.groupMetadata();
    }

    /** Polls, and then takes out of {@code batch} what belongs to partitions that have gone. */
    ConsumerRecords<byte[], byte[]> poll(Duration wait, Batch batch) {
        try {
            return consumer.poll(wait);
        } finally {
            polledAtNanos = System.nanoTime();
            batch.forget(lost);
            lost.clear();
        }
    }

    /** Takes nothing more of the partitions that are ours now; polls go on. */
    void pause() {
        consumer.pause(consumer.assignment());
    }

    void resume() {
        consumer.resume(consumer.assignment());
    }

    /**
     * Lets the group know that we live, if it has not heard of us for so long. Takes no rows: they
     * would come into the middle of an attempt.
     */
    void stay(Duration unheardMax, Batch batch) {
        if (System.nanoTime() - polledAtNanos < unheardMax.toNanos()) {
            return;
        }
        isTaking = false;
        pause();
        var records = poll(Duration.ZERO, batch);
        isTaking = true;
        resume();
        if (!records.isEmpty()) {
            throw new IllegalStateException("records of a partition that is paused");
        }
    }

    /**
     * What is ours goes back to the last commit, with all that is known of it. For the case that
     * the group leaves it to us; if not, its next owner begins there, too.
     *
     * @return what it concerns
     */
    Set<TopicPartition> goBack() {
        var partitions = consumer.assignment();
        partitions.forEach(it -> consumer.seek(it, progress.committed(it)));
        resume();
        onPartitionsRevoked(partitions);
        onPartitionsAssigned(partitions);
        lost.clear();
        return partitions;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (!isTaking) {
            consumer.pause(partitions);
        }
        checks.assigned(partitions);
        // Offsets first: they wait for whatever a predecessor has still to commit, and its marks
        // are then there, too.
        partitions.forEach(it -> progress.assigned(it, consumer.position(it)));
        lanes.assigned(marks.of(partitions));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        lost.addAll(partitions);
        checks.lost(partitions);
        progress.lost(partitions);
        lanes.lost(partitions);
        catchUp.lost(partitions);
    }
}
