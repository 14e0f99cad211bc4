package dev.memtrace.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.memtrace.client.EventReader.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Memories as they are accepted, each once, in the order in which each partition of the log took
 * them. Whenever the connection breaks, or the server ends it, the feed goes on after the last
 * event that it got, at whatever instance answers.
 *
 * <p>It works only while somebody is in {@link #next}: who takes memories more slowly than they
 * come is disconnected by the server and goes on later, for as long as the log keeps what follows,
 * seven days by default. One thread takes memories; any may close.
 */
public final class MemoryFeed implements AutoCloseable {
    private static final String NAME = "GET /api/v1/memories/stream";

    private final Transport transport;
    private final Call call;
    private volatile String lastEventId;
    private volatile boolean isClosed;
    private FeedState state;
    private int tries;
    private long troubleSince;
    private boolean moved;

    private MemoryFeed(Transport transport, Call call, String lastEventId) {
        this.transport = transport;
        this.call = call;
        this.lastEventId = lastEventId;
        this.state = new FeedState.Pausing(System.nanoTime());
    }

    /** Returns once there is a stream, and a place in it to go on from should it break. */
    static MemoryFeed open(Transport transport, Call call, String lastEventId) {
        transport.requireOpen();
        var feed = new MemoryFeed(transport, call, lastEventId);
        try {
            while (!feed.hasPlace()) {
                var _ = feed.step(transport.settings().timeout());
            }
            return feed;
        } catch (RuntimeException | InterruptedException e) {
            feed.close();
            if (e instanceof InterruptedException interrupt) {
                throw Transport.interrupted(NAME, interrupt);
            }
            throw (RuntimeException) e;
        }
    }

    /**
     * The next memory.
     *
     * @param waitMax for how long to wait for one; zero takes only what is there
     * @return empty if none came, or the feed was closed meanwhile
     * @throws UnavailableException if there was no connection for longer than {@link
     *     Retries#timeMax}; the next call tries on, from the same place
     * @throws UnauthorizedException if the key is no longer good
     * @throws BadRequestException if the log does not have what follows any more
     * @throws AnswerNotUnderstoodException if this client cannot read the memory; the next call
     *     goes on behind it
     * @throws IllegalStateException if the feed, or its client, is closed
     */
    public Optional<Memory> next(Duration waitMax) {
        if (isClosed) {
            throw new IllegalStateException("the feed is closed");
        }
        long begun = System.nanoTime();
        long most = TimeUnit.NANOSECONDS.convert(waitMax);
        try {
            for (long left = most; !isClosed; left = most - (System.nanoTime() - begun)) {
                var memory = step(Duration.ofNanos(Math.max(left, 0)));
                if (memory.isPresent() || (left <= 0 && !moved)) {
                    return memory;
                }
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            throw Transport.interrupted(NAME, e);
        }
    }

    /**
     * Where an equal feed, after this program or another one has begun anew, would go on without a
     * gap or a repeat: after the last memory that was taken. Empty if nothing was heard yet. Any
     * thread.
     */
    public Optional<String> lastEventId() {
        return Optional.of(lastEventId).filter(id -> !id.isEmpty());
    }

    /** Whether it is connected, as far as it is known. Any thread. */
    public boolean isConnected() {
        return state() instanceof FeedState.Reading;
    }

    /** Whether what is accepted from now on will be heard, even if the stream breaks at once. */
    private boolean hasPlace() throws InterruptedException {
        if (!(state() instanceof FeedState.Reading(var events))) {
            return false;
        }
        if (!lastEventId.isEmpty()) {
            return true;
        }
        var wait = shorter(transport.settings().timeout(), events.untilSilent());
        return events.peek(wait).filter(it -> it.name().equals("memory")).isPresent();
    }

    /** One move: waits for no longer than {@code wait}, and takes one event at most. */
    private Optional<Memory> step(Duration wait) throws InterruptedException {
        moved = false;
        switch (state()) {
            case FeedState.Pausing(long until) -> pause(until, wait);
            case FeedState.Connecting connecting -> connect(connecting, wait);
            case FeedState.Reading(var events) -> {
                var event = events.next(shorter(wait, events.untilSilent()));
                moved = event.isPresent();
                return event.flatMap(this::take);
            }
            case FeedState.Closed _ -> transport.requireOpen();
        }
        return Optional.empty();
    }

    private static Duration shorter(Duration one, Duration other) {
        var shorter = one.compareTo(other) < 0 ? one : other;
        return shorter.isNegative() ? Duration.ZERO : shorter;
    }

    private void pause(long until, Duration wait) {
        var left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
        transport.pause(NAME, shorter(left, wait));
        if (until - System.nanoTime() <= 0) {
            var asking = lastEventId.isEmpty() ? call : call.with("Last-Event-ID", lastEventId);
            long giveUpAt = System.nanoTime() + transport.settings().timeout().toNanos();
            enter(new FeedState.Connecting(transport.open(asking), giveUpAt));
        }
    }

    private void connect(FeedState.Connecting connecting, Duration wait)
            throws InterruptedException {
        var left = Duration.ofNanos(connecting.giveUpAt() - System.nanoTime());
        try {
            var nanos = shorter(left, wait).toNanos();
            begin(connecting.answer().get(nanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            if (!left.minus(wait).isPositive()) {
                connecting.close();
                goOnLater("no answer in time", e, Optional.empty());
            }
        } catch (CancellationException e) {
            // closed meanwhile
        } catch (ExecutionException e) {
            transport.requireOpen();
            goOnLater("no connection", e.getCause(), Optional.empty());
        }
    }

    private void begin(HttpResponse<InputStream> response) {
        if (response.statusCode() == 200) {
            enter(new FeedState.Reading(new EventReader(response.body())));
            return;
        }
        var answer =
                new Answer(NAME, response.statusCode(), response.headers(), bytes(response), false);
        if (answer.isPassing()) {
            goOnLater("it answered " + answer.status(), null, answer.retryAfter());
        } else {
            enter(new FeedState.Pausing(System.nanoTime()));
            answer.expect(200);
        }
    }

    private static byte[] bytes(HttpResponse<InputStream> response) {
        try (var body = response.body()) {
            return body.readAllBytes(); // from memory: only a stream is read as it comes
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private Optional<Memory> take(Event event) {
        if (event.isOver()) {
            transport.requireOpen();
            goOnLater("the stream broke off", null, Optional.empty());
            return Optional.empty();
        }
        tries = 0;
        var memory =
                event.name().equals("memory")
                        ? Optional.of(memory(event.data()))
                        : Optional.<Memory>empty();
        // Only now: what cannot be read must not be passed over in silence.
        if (!event.id().isEmpty()) {
            lastEventId = event.id();
        }
        if (event.name().equals("end")) {
            goOnLater("the server ended the stream", null, Optional.empty());
        }
        return memory;
    }

    private static Memory memory(String json) {
        try {
            return Memory.of(new Fields(NAME, Json.MAPPER.readTree(json)));
        } catch (JsonProcessingException e) {
            throw new AnswerNotUnderstoodException(NAME + ": a memory is not JSON", e);
        }
    }

    private void goOnLater(String problem, Throwable cause, Optional<Duration> retryAfter) {
        state().close();
        if (tries == 0) {
            troubleSince = System.nanoTime();
        }
        tries++;
        var retries = transport.settings().retries();
        var pause = retries.pause(tries, retryAfter, ThreadLocalRandom.current());
        long now = System.nanoTime();
        enter(new FeedState.Pausing(now + pause.toNanos()));
        var trouble = Duration.ofNanos(now - troubleSince).plus(pause);
        if (trouble.compareTo(retries.timeMax()) > 0) {
            troubleSince = now; // whoever asks again gets another while
            throw new UnavailableException(
                    "%s: %s at %s, after %d tries"
                            .formatted(NAME, problem, transport.settings().base(Side.READS), tries),
                    cause,
                    retryAfter,
                    Optional.empty(),
                    false);
        }
    }

    private synchronized FeedState state() {
        return state;
    }

    private synchronized void enter(FeedState next) {
        moved = true;
        if (isClosed) {
            next.close();
        } else {
            state = next;
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        state.close();
        state = new FeedState.Closed();
    }
}
