package dev.memtrace.core.service;

import dev.memtrace.core.memory.MalformedJsonException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only place where a failure becomes an HTTP answer. */
final class Failures {
    private static final Logger LOGGER = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static void register(HttpRouting.Builder routing) {
        routing.error(ApiException.class, (req, res, e) -> send(res, e))
                .error(
                        MalformedJsonException.class,
                        (req, res, e) -> send(res, ApiException.invalid(e.getMessage())))
                .error(
                        HttpException.class,
                        (req, res, e) -> send(res, e.status(), e.status().reasonPhrase()))
                .error(
                        Exception.class,
                        (req, res, e) -> {
                            var path = req.prologue().uriPath().path();
                            LOGGER.atError()
                                    .setCause(e)
                                    .addKeyValue("path", path)
                                    .log("request failed");
                            send(res, new ApiException(ApiError.INTERNAL, "internal error"));
                        });
    }

    private static void send(ServerResponse response, ApiException e) {
        e.retryAfterSeconds()
                .ifPresent(
                        after ->
                                response.header(
                                        HeaderValues.create(HeaderNames.RETRY_AFTER, after)));
        response.status(e.error().status());
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        response.send(Json.bytes(e.body()));
    }

    private static void send(ServerResponse response, Status status, String message) {
        response.status(status);
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        response.send(Json.bytes(Json.MAPPER.createObjectNode().put("error", message)));
    }
}
