package dev.memtrace.cli;

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

/** Reads server-sent events, as the HTML standard has clients read them. One thread. */
final class EventReader implements AutoCloseable {
    private static final int LINES_AHEAD = 1_000;

    private final InputStream in;
    private final Duration silenceMax;
    private final BlockingQueue<Optional<String>> lines = new ArrayBlockingQueue<>(LINES_AHEAD);
    private String id = "";

    /**
     * An event.
     *
     * @param id where to go on after it
     * @param data empty if the event says no more than that
     */
    record Event(String id, String name, String data) {}

    /**
     * Takes over the stream.
     *
     * @param silenceMax after so long without a line the other side is taken for gone
     */
    EventReader(InputStream in, Duration silenceMax) {
        this.in = in;
        this.silenceMax = silenceMax;
        Thread.startVirtualThread(this::read);
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.put(Optional.of(line));
            }
        } catch (IOException e) {
            // As good as an end: whoever reads on begins where it left.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var _ = lines.offer(Optional.empty()); // if there is no room, silence tells it later
    }

    /** The next one; empty if the stream is over, in order or not. */
    Optional<Event> next() throws InterruptedException {
        var name = "message";
        var data = new ArrayList<String>();
        for (var line = nextLine(); line.isPresent(); line = nextLine()) {
            if (line.get().isEmpty()) {
                return Optional.of(new Event(id, name, String.join("\n", data)));
            }
            var field = line.get().split(":", 2);
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
        return Optional.empty();
    }

    private Optional<String> nextLine() throws InterruptedException {
        var line = lines.poll(silenceMax.toMillis(), TimeUnit.MILLISECONDS);
        return line == null ? Optional.empty() : line;
    }

    private static String withoutSpace(String value) {
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
