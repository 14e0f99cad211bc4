package dev.memtrace.core.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.sse.SseSink;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that goes on: server-sent events, as the HTML standard defines them. Each is on its way
 * when the method returns, and a client that does not take one for as long as {@code
 * server.read_timeout} is disconnected. One thread.
 */
public final class EventStream implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EventStream.class);

    private final SseSink sink;
    private final SlowClients slowClients;
    private final Supplier<Optional<String>> mustEnd;

    EventStream(SseSink sink, SlowClients slowClients, Supplier<Optional<String>> mustEnd) {
        this.sink = sink;
        this.slowClients = slowClients;
        this.mustEnd = mustEnd;
    }

    /** The client takes no more events. */
    public static final class ClientGoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private ClientGoneException(Throwable cause) {
            super(cause);
        }
    }

    /**
     * Sends an event.
     *
     * @param id where the stream goes on after it, for {@code Last-Event-ID}
     * @param data without line breaks
     * @throws ClientGoneException if the client takes no more
     */
    public void send(String id, String name, String data) {
        emit(SseEvent.builder().id(id).name(name).data(data).build());
    }

    /**
     * Shows that the stream is alive, and where it is; to the client's code it is no event.
     *
     * @throws ClientGoneException if the client takes no more
     */
    public void keepAlive(String id) {
        emit(SseEvent.builder().comment("").id(id).build());
    }

    /**
     * Tells why nothing will follow.
     *
     * @throws ClientGoneException if the client takes no more
     */
    public void end(String reason) {
        var data = JsonNodeFactory.instance.objectNode().put("reason", reason);
        emit(SseEvent.builder().name("end").data(data.toString()).build());
    }

    private void emit(SseEvent event) {
        try (var _ = slowClients.begin()) {
            sink.emit(event);
        } catch (RuntimeException e) {
            throw new ClientGoneException(e);
        }
    }

    /**
     * Why it must end: the server stops, or the caller's key is no longer good. To be asked every
     * second or so; empty if it may go on.
     */
    public Optional<String> mustEnd() {
        return mustEnd.get();
    }

    @Override
    public void close() {
        try {
            sink.close();
        } catch (RuntimeException e) {
            LOGGER.atDebug().setCause(e).log("the client of a stream was gone");
        }
    }
}
