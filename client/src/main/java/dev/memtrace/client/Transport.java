package dev.memtrace.client;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends calls, and sends them again where that is safe and may help. Thread-safe.
 *
 * <pre>
 *   try ──answered──► the answer
 *    ▲ │
 *    │ └──429, 502, 503, 504, nobody there, answer lost──► give up, or
 *    └──────────────────── pause ◄──────────────────────── try again
 * </pre>
 */
final class Transport implements AutoCloseable {
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final HttpClient http;
    private final ClientSettings settings;
    private final CountDownLatch closed = new CountDownLatch(1);

    Transport(ClientSettings settings) {
        this.settings = settings;
        this.http = settings.openHttp();
    }

    /**
     * The last answer, whatever its status.
     *
     * @throws UnavailableException if there is none
     * @throws CallInterruptedException if the thread is interrupted
     */
    Answer send(Call call) {
        long begun = System.nanoTime();
        boolean isInDoubt = false; // whether an earlier try may have got through
        var left = settings.timeout().plus(call.alsoWait());
        for (int tries = 1; ; tries++) {
            var outcome = tryOnce(call, left);
            var pause = pauseAfter(call, outcome, tries);
            left = settings.retries().timeMax().minusNanos(System.nanoTime() - begun);
            if (pause.isEmpty() || pause.get().compareTo(left) >= 0) {
                return result(call, outcome, tries, isInDoubt);
            }
            isInDoubt |= outcome.mayHaveBeenDone();
            pause(call.name(), pause.get());
            left = atMost(settings.timeout().plus(call.alsoWait()), left.minus(pause.get()));
        }
    }

    private static Duration atMost(Duration max, Duration duration) {
        return duration.compareTo(max) < 0 ? duration : max;
    }

    /** Empty if it is not to be tried again. */
    private Optional<Duration> pauseAfter(Call call, Try outcome, int tries) {
        boolean mayRepeat =
                switch (call.repeat()) {
                    case ALWAYS -> true;
                    case UNLESS_DONE -> !outcome.mayHaveBeenDone();
                    case NEVER -> false;
                };
        if (!mayRepeat || !outcome.mayPass() || isClosed()) {
            return Optional.empty();
        }
        var random = ThreadLocalRandom.current();
        return Optional.of(settings.retries().pause(tries, outcome.retryAfter(), random));
    }

    private Answer result(Call call, Try outcome, int tries, boolean isInDoubt) {
        return switch (outcome) {
            case Try.Answered(var answer) -> isInDoubt ? answer.afterDoubt() : answer;
            case Try.NotSent(var problem, var cause, _) ->
                    throw unavailable(call, problem, cause, tries, isInDoubt);
            case Try.Lost(var problem, var cause) ->
                    throw unavailable(call, problem, cause, tries, true);
        };
    }

    private UnavailableException unavailable(
            Call call, String problem, Throwable cause, int tries, boolean mayHaveBeenDone) {
        var where = settings.base(call.side());
        var message =
                "%s: %s at %s%s"
                        .formatted(
                                call.name(),
                                problem,
                                where,
                                tries > 1 ? ", after " + tries + " tries" : "");
        return new UnavailableException(
                message, cause, Optional.empty(), Optional.empty(), mayHaveBeenDone);
    }

    private Try tryOnce(Call call, Duration left) {
        requireOpen();
        var sending =
                http.sendAsync(request(call), _ -> new LimitedBody(settings.answerBytesMax()));
        try {
            // Not the request's own time-out, which ends when the body begins.
            var response = sending.get(left.toMillis(), TimeUnit.MILLISECONDS);
            return new Try.Answered(
                    new Answer(
                            call.name(),
                            response.statusCode(),
                            response.headers(),
                            response.body(),
                            false));
        } catch (TimeoutException e) {
            sending.cancel(true);
            return new Try.Lost("no answer within " + left.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            return isClosed()
                    ? new Try.Lost("the client was closed before there was an answer", e)
                    : Try.failed(call, e.getCause());
        } catch (InterruptedException e) {
            sending.cancel(true);
            throw interrupted(call.name(), e);
        }
    }

    /**
     * Begins to listen; an answer that is 200 is there as soon as its head is. Who asks must close
     * the body.
     *
     * @throws IllegalStateException if this is closed
     */
    CompletableFuture<HttpResponse<InputStream>> open(Call call) {
        requireOpen();
        return http.sendAsync(
                request(call),
                head ->
                        head.statusCode() == 200
                                ? BodySubscribers.ofInputStream()
                                : BodySubscribers.mapping(
                                        new LimitedBody(settings.answerBytesMax()),
                                        ByteArrayInputStream::new));
    }

    private HttpRequest request(Call call) {
        var uri = URI.create(settings.base(call.side()) + call.path());
        var body =
                call.body()
                        .map(it -> BodyPublishers.ofString(Json.text(it)))
                        .orElseGet(BodyPublishers::noBody);
        var request = HttpRequest.newBuilder(uri).method(call.method(), body);
        for (int i = 0; i < call.headers().size(); i += 2) {
            request.header(call.headers().get(i), call.headers().get(i + 1));
        }
        settings.apiKey().ifPresent(key -> request.header("x-api-key", key));
        return request.build();
    }

    /**
     * Waits.
     *
     * @throws IllegalStateException if this is closed meanwhile
     * @throws CallInterruptedException if the thread is interrupted
     */
    void pause(String call, Duration pause) {
        try {
            if (closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                requireOpen();
            }
        } catch (InterruptedException e) {
            throw interrupted(call, e);
        }
    }

    static CallInterruptedException interrupted(String call, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CallInterruptedException(call + ": interrupted", e);
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    void requireOpen() {
        if (isClosed()) {
            throw new IllegalStateException("the client is closed");
        }
    }

    ClientSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        closed.countDown();
        http.shutdownNow();
        try {
            var _ = http.awaitTermination(CLOSE_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
