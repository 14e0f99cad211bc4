package dev.memtrace.core.service;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/**
 * What is answered when a request cannot be read as HTTP, and so reaches no route: the JSON error
 * body that every other refusal has. Thread-safe.
 */
final class UnreadableRequests implements DirectHandler {
    private final Origins origins;

    private UnreadableRequests(Origins origins) {
        this.origins = origins;
    }

    static DirectHandlers handlers(Origins origins) {
        var handlers = DirectHandlers.builder();
        for (var event : EventType.values()) {
            handlers.addHandler(event, new UnreadableRequests(origins));
        }
        return handlers.build();
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType event,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        // Helidon's message is left out: it may quote the request.
        var body = Json.MAPPER.createObjectNode().put("error", text(status));
        var response =
                TransportResponse.builder()
                        .status(status)
                        .headers(headers)
                        .header(HeaderValues.CONTENT_TYPE_JSON)
                        .keepAlive(false)
                        .entity(Json.bytes(body));
        // If reading did not come as far as the headers, no origin is known.
        origins.answering(request.headers()).forEach(response::header);
        return response.build();
    }

    private static String text(Status status) {
        return switch (status.code()) {
            case 400 ->
                    "the request is not valid HTTP: its path, its query, its headers or the"
                            + " encoding of its body";
            case 414 -> "path and query are too long";
            default -> status.reasonPhrase();
        };
    }
}
