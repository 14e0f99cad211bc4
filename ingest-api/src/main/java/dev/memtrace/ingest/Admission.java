package dev.memtrace.ingest;

import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.wire.DedupLag;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Lets a request in, or refuses it before anything is written: because dedup is too far behind, or
 * because too many requests wait already. Thread-safe.
 */
final class Admission {
    private static final Duration SOON = Duration.ofSeconds(1);

    /** Bodies are counted in these, so that a semaphore's int is enough. */
    private static final int BLOCK_BYTES = 1_024;

    private final DedupLag lag;
    private final int lagMax;
    private final Semaphore requests;
    private final Semaphore blocks;
    private final IngestMetrics metrics;

    Admission(DedupLag lag, IngestConfig config, IngestMetrics metrics) {
        this.lag = lag;
        this.lagMax = config.dedupLagMax();
        this.requests = new Semaphore(config.waitingMax());
        this.blocks = new Semaphore(Math.ceilDiv(config.waitingBytesMax(), BLOCK_BYTES));
        this.metrics = metrics;
    }

    /** A request that was let in, until it is answered. */
    interface Ticket extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Lets in a request with memories, whose body has {@code bodyBytes}.
     *
     * @throws ApiException 503, if it should come back later
     */
    Ticket enter(int bodyBytes) {
        var behind = lag.retryAfter(lagMax);
        if (behind.isPresent()) {
            throw overloaded("dedup is behind; nothing was written, try again", behind.get());
        }
        return enterCommand(bodyBytes);
    }

    /**
     * Lets in a command for the directory, whose body has {@code bodyBytes}: it waits as memories
     * do, but not behind them, because commands have a topic of their own.
     *
     * @throws ApiException 503, if it should come back later
     */
    Ticket enterCommand(int bodyBytes) {
        if (!requests.tryAcquire()) {
            throw overloaded("too many requests wait; nothing was written, try again", SOON);
        }
        int size = Math.ceilDiv(bodyBytes, BLOCK_BYTES);
        if (!blocks.tryAcquire(size)) {
            requests.release();
            throw overloaded("too many bytes wait; nothing was written, try again", SOON);
        }
        return () -> {
            blocks.release(size);
            requests.release();
        };
    }

    private ApiException overloaded(String message, Duration retryAfter) {
        metrics.overloaded();
        return ApiException.overloaded(message, retryAfter);
    }
}
