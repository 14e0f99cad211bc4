package dev.memtrace.core.wire;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The broker's answers to a request's records. Told by the producer's thread, awaited by the
 * request's.
 */
public final class Acknowledgements implements Callback {
    private final CountDownLatch missing;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    public Acknowledgements(int count) {
        this.missing = new CountDownLatch(count);
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception e) {
        if (e != null) {
            failure.compareAndSet(null, e);
        }
        missing.countDown();
    }

    /** The first failure so far. */
    public Optional<Exception> failure() {
        return Optional.ofNullable(failure.get());
    }

    /**
     * Returns when all records are durable.
     *
     * @throws AppendFailedException if one is not, or {@code patience} is over
     */
    public void await(Duration patience) {
        boolean answered;
        try {
            answered = missing.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AppendFailedException("interrupted while Kafka was writing", e);
        }
        if (!answered || failure.get() != null) {
            throw new AppendFailedException("Kafka did not confirm all records", failure.get());
        }
    }
}
