package dev.memtrace.core.wire;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The requests that wait, and what they have been told so far. Thread-safe. */
public final class Replies {
    private final int partition;
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();

    /**
     * Starts anywhere, because instances that share a reply partition must not take each other's
     * replies.
     */
    private final AtomicLong nextRequest = new AtomicLong(new SecureRandom().nextLong());

    Replies(int partition) {
        this.partition = partition;
    }

    /** Starts to wait for {@code count} verdicts; must be closed. */
    public Waiting expect(int count) {
        var request =
                new Waiting(new ReplyAddress(partition, nextRequest.getAndIncrement()), count);
        waiting.put(request.address.request(), request);
        return request;
    }

    /**
     * Hands a reply to whoever waits for it; replies that nobody waits for are another instance's,
     * or too late.
     */
    void deliver(Reply reply) {
        var request = waiting.get(reply.to().request());
        if (request != null) {
            request.take(reply);
        }
    }

    /** Requests that wait now. */
    public int count() {
        return waiting.size();
    }

    /** One request that waits. */
    public final class Waiting implements AutoCloseable {
        private final ReplyAddress address;
        private final Verdict[] verdicts;
        private final CountDownLatch complete = new CountDownLatch(1);
        private int missing;
        private Optional<String> decision = Optional.empty();

        private Waiting(ReplyAddress address, int count) {
            this.address = address;
            this.verdicts = new Verdict[count];
            this.missing = count;
        }

        public ReplyAddress address() {
            return address;
        }

        private synchronized void take(Reply reply) {
            switch (reply) {
                case Reply.Verdicts(_, var items) -> items.forEach(this::take);
                case Reply.Decided(_, var text) -> {
                    decision = Optional.of(text);
                    missing = 0;
                }
            }
            if (missing == 0) {
                complete.countDown();
            }
        }

        private void take(Reply.Item item) {
            boolean fits = item.index() >= 0 && item.index() < verdicts.length;
            if (fits && verdicts[item.index()] == null) {
                verdicts[item.index()] = item.verdict();
                missing--;
            }
        }

        /**
         * The verdicts in the order of the request, once all are there or {@code wait} is over;
         * empty where none came.
         */
        public List<Optional<Verdict>> await(Duration wait) {
            pause(wait);
            synchronized (this) {
                return Arrays.stream(verdicts).map(Optional::ofNullable).toList();
            }
        }

        /** The decision on a command, once it is there or {@code wait} is over. */
        public Optional<String> awaitDecision(Duration wait) {
            pause(wait);
            synchronized (this) {
                return decision;
            }
        }

        private void pause(Duration wait) {
            try {
                // Whether it came or not is read from the state itself.
                var _ = complete.await(wait.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            waiting.remove(address.request());
        }
    }
}
