package dev.memtrace.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/**
 * What a feed is doing.
 *
 * <pre>
 *   Pausing ──pause over──► Connecting ──200──► Reading
 *      ▲                        │                  │
 *      └────────────────────────┴──broke off───────┘      any ──close──► Closed
 * </pre>
 */
sealed interface FeedState {
    /** Lets go of what it holds. */
    default void close() {}

    /**
     * Between two connections.
     *
     * @param until by {@link System#nanoTime}
     */
    record Pausing(long until) implements FeedState {}

    /**
     * Waits for the head of the answer.
     *
     * @param giveUpAt by {@link System#nanoTime}
     */
    record Connecting(CompletableFuture<HttpResponse<InputStream>> answer, long giveUpAt)
            implements FeedState {
        @Override
        public void close() {
            if (answer.cancel(true) || answer.isCompletedExceptionally()) {
                return;
            }
            try {
                answer.join().body().close(); // it has come just now
            } catch (IOException e) {
                // the connection is gone, which is what was wanted
            }
        }
    }

    /** Takes events. */
    record Reading(EventReader events) implements FeedState {
        @Override
        public void close() {
            events.close();
        }
    }

    /** Nobody wants any more. */
    record Closed() implements FeedState {}
}
