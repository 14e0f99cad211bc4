package dev.memtrace.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads server-sent events, as the HTML standard has clients read them, a few ahead. One thread
 * takes them; any may close.
 */
final class EventReader implements AutoCloseable {
    private static final int AHEAD_MAX = 64;

    /** The server sends something every five seconds. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(20);

    private final InputStream in;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(AHEAD_MAX);
    private final Thread reading;
    private volatile long heardAt = System.nanoTime();
    private Optional<Event> held = Optional.empty();

    /**
     * An event.
     *
     * @param id where to go on after it; empty if it does not say
     * @param data empty if the event says no more than that
     */
    record Event(String id, String name, String data) {
        private static final Event OVER = new Event("", "over", "");

        /** Whether there will be no more, in order or not. */
        boolean isOver() {
            return equals(OVER);
        }
    }

    /** Takes over the stream. */
    EventReader(InputStream in) {
        this.in = in;
        this.reading = Thread.ofVirtual().name("memtrace-feed").start(this::read);
    }

    private void read() {
        try {
            try (var lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
                read(lines);
            } catch (IOException e) {
                // As good as an end: whoever reads on begins where it left.
            }
            events.put(Event.OVER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed, and nobody takes any more
        }
    }

    private void read(BufferedReader lines) throws IOException, InterruptedException {
        var id = "";
        var name = "message";
        var data = new ArrayList<String>();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            heardAt = System.nanoTime();
            if (line.isEmpty()) {
                events.put(new Event(id, name, String.join("\n", data)));
                name = "message";
                data.clear();
                continue;
            }
            var field = line.split(":", 2);
            var value = field.length == 1 ? "" : withoutSpace(field[1]);
            switch (field[0]) {
                case "id" -> id = value;
                case "event" -> name = value;
                case "data" -> data.add(value);
                default -> {
                    // a comment, or nothing that we know
                }
            }
        }
    }

    private static String withoutSpace(String value) {
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    /** The next event, or that it is over; empty if there is none for so long. */
    Optional<Event> next(Duration wait) throws InterruptedException {
        if (held.isPresent()) {
            var event = held;
            held = Optional.empty();
            return event;
        }
        var event = events.poll(TimeUnit.NANOSECONDS.convert(wait), TimeUnit.NANOSECONDS);
        if (event == null) {
            return isSilent() ? Optional.of(Event.OVER) : Optional.empty();
        }
        heardAt = System.nanoTime(); // while nobody took any, none were read
        return Optional.of(event);
    }

    /** The same, and it stays the next event. */
    Optional<Event> peek(Duration wait) throws InterruptedException {
        if (held.isEmpty()) {
            held = next(wait);
        }
        return held;
    }

    /** After so long the other side is taken for gone. */
    Duration untilSilent() {
        return SILENCE_MAX.minusNanos(System.nanoTime() - heardAt);
    }

    private boolean isSilent() {
        return !untilSilent().isPositive();
    }

    @Override
    public void close() {
        reading.interrupt();
        try {
            in.close();
        } catch (IOException e) {
            // the connection is gone, which is what was wanted
        }
        events.clear();
        var _ = events.offer(Event.OVER); // whoever waits need not wait on
    }
}
