package dev.memtrace.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LoopRunnerTest {
    /** Fails at once, or runs until it is stopped. */
    private static final class Life implements LoopRunner.Loop {
        private final Throwable end;
        private final CountDownLatch stopRequested = new CountDownLatch(1);

        Life(Throwable end) {
            this.end = end;
        }

        @Override
        public void run() {
            switch (end) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> awaitStop();
            }
        }

        private void awaitStop() {
            try {
                stopRequested.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void stop() {
            stopRequested.countDown();
        }
    }

    @Test
    void a_loop_that_fails_is_followed_by_another_until_it_is_closed() {
        var ends =
                List.of(
                        new IllegalStateException("fails"),
                        new OutOfMemoryError("too large"),
                        new Exception("runs on"));
        var lives = new AtomicInteger();
        LoopRunner closed;
        try (var runner =
                LoopRunner.start("test-loop", () -> new Life(ends.get(lives.getAndIncrement())))) {
            await().until(() -> lives.get() == ends.size());
            assertThat(runner.isAlive()).isTrue();
            closed = runner;
        }
        assertThat(closed.isAlive()).isFalse();
        assertThat(lives).hasValue(ends.size());
    }
}
