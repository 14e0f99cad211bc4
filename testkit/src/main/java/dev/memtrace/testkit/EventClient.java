package dev.memtrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Listens to a stream of server-sent events, as the HTML standard has clients read them. Reads
 * ahead by a few events only: who does not ask for more is a slow client. One thread.
 */
public final class EventClient implements AutoCloseable {
    private static final int AHEAD = 4;
    private static final String OVER = "over";

    private final HttpClient http;
    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(AHEAD);
    private volatile String lastId = "";

    /**
     * An event; one without data is no event to a browser, but brings its id.
     *
     * @param name {@code message} if the server gave none
     */
    public record Event(String id, String name, String data) {
        /** What stands for the end of the stream. */
        private static final Event END = new Event("", OVER, "");

        /** Whether there is no more: the connection is closed. */
        public boolean isOver() {
            return equals(END);
        }
    }

    private EventClient(HttpClient http, HttpResponse<InputStream> response) {
        this.http = http;
        this.response = response;
    }

    /**
     * Asks for a stream; returns once the answer has begun.
     *
     * @param headers names and values in turn
     */
    public static EventClient open(URI uri, String... headers) {
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var request = HttpRequest.newBuilder(uri).headers(headers).build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            var client = new EventClient(http, response);
            if (client.status() == 200) {
                Thread.startVirtualThread(client::read);
            }
            return client;
        } catch (IOException e) {
            http.shutdownNow();
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public int status() {
        return response.statusCode();
    }

    /** A header of the answer. */
    public Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** The body of an answer that is no stream. */
    public String body() {
        try {
            return new String(response.body().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try {
            try (var lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
                read(lines);
            } catch (IOException e) {
                // closed by either side, in order or not
            }
            events.put(Event.END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(BufferedReader lines) throws IOException, InterruptedException {
        var id = "";
        var name = "message";
        var data = new ArrayList<String>();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                events.put(new Event(id, name, String.join("\n", data)));
                name = "message";
                data.clear();
            } else if (line.startsWith("id:")) {
                id = value(line);
            } else if (line.startsWith("event:")) {
                name = value(line);
            } else if (line.startsWith("data:")) {
                data.add(value(line));
            } else if (!line.startsWith(":")) {
                throw new IllegalStateException("no server-sent event: " + line);
            }
        }
    }

    private static String value(String line) {
        var value = line.substring(line.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    /** The next event with data, or the end; fails if there is none for so long. */
    public Event next(Duration wait) {
        return poll(wait).orElseThrow(() -> new AssertionError("no event within " + wait));
    }

    /** The next event with data, or the end; empty if there is none for so long. */
    public Optional<Event> poll(Duration wait) {
        long giveUp = System.nanoTime() + wait.toNanos();
        try {
            while (true) {
                var event = events.poll(giveUp - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (event == null) {
                    return Optional.empty();
                }
                if (!event.id().isEmpty()) {
                    lastId = event.id();
                }
                if (event.isOver() || !event.data().isEmpty()) {
                    return Optional.of(event);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All events up to the end of the stream. */
    public List<Event> rest(Duration waitForEach) {
        var all = new ArrayList<Event>();
        for (var event = next(waitForEach); !event.isOver(); event = next(waitForEach)) {
            all.add(event);
        }
        return all;
    }

    /** Of the last event that was taken, with data or without; where to go on. */
    public String lastId() {
        return lastId;
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            http.shutdownNow();
        }
    }
}
