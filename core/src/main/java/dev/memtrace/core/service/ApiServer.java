package dev.memtrace.core.service;

import dev.memtrace.core.memory.MalformedJsonException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server for a list of routes: who calls, may they, answer; and the only place where a
 * failure becomes an HTTP answer. Requests run on virtual threads.
 */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ApiServer.class);
    private static final String BEARER = "bearer ";

    /** Of a body that is refused; what is longer still finds its connection closed. */
    private static final long UNREAD_BYTES_MAX = 256 * 1024 * 1024;

    private final ServerConfig config;
    private final List<Route> routes;
    private final Authenticator authenticator;
    private final RequestGate gate;
    private final SlowBodies slowBodies;
    private WebServer server;

    private ApiServer(
            ServerConfig config,
            List<Route> routes,
            Authenticator authenticator,
            RequestGate gate,
            SlowBodies slowBodies) {
        this.config = config;
        this.routes = List.copyOf(routes);
        this.authenticator = authenticator;
        this.gate = gate;
        this.slowBodies = slowBodies;
    }

    /** Like the other, with requests let in as they come. */
    public static ApiServer start(
            ServerConfig config, List<Route> routes, Authenticator authenticator) {
        return start(config, routes, authenticator, RequestGate.OPEN);
    }

    /**
     * Opens the port; returns once requests are answered.
     *
     * @param gate is asked about each request of a known caller
     * @throws PortInUseException if another program listens there
     */
    public static ApiServer start(
            ServerConfig config,
            List<Route> routes,
            Authenticator authenticator,
            RequestGate gate) {
        var slowBodies = SlowBodies.start(config.readTimeout());
        try {
            var api = new ApiServer(config, routes, authenticator, gate, slowBodies);
            api.listen();
            return api;
        } catch (RuntimeException e) {
            slowBodies.close();
            throw e;
        }
    }

    private void listen() {
        var routing = HttpRouting.builder();
        mount(routing);
        server =
                WebServer.builder()
                        .host(config.host())
                        .port(config.port())
                        .shutdownHook(false)
                        .shutdownGracePeriod(config.shutdownTimeout())
                        // Beyond the limit of a body, which Call knows, a client is read on for a
                        // while: one that still sends when its connection is closed loses the
                        // answer that tells it why.
                        .maxPayloadSize(config.bodyBytesMax() + UNREAD_BYTES_MAX)
                        // Else the second part of an answer waits 40 ms for the first one's
                        // receipt.
                        .connectionOptions(socket -> socket.tcpNoDelay(true))
                        .directHandlers(UnreadableRequests.handlers())
                        .routing(routing)
                        .build();
        server.start();
        // Helidon logs that it could not bind, and returns as if it had.
        if (!server.isRunning()) {
            throw new PortInUseException(config.host(), config.port());
        }
    }

    private void mount(HttpRouting.Builder routing) {
        for (var route : routes) {
            routing.route(
                    route.method(),
                    PathMatchers.create(route.path()),
                    (req, res) -> serve(route, req, res));
        }
        routing.any((req, res) -> answerUnrouted(req, res))
                .error(ApiException.class, (req, res, e) -> send(res, e))
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

    private void serve(Route route, ServerRequest request, ServerResponse response) {
        allowOrigin(request, response);
        var principal = route.permission().map(permission -> authorize(request, permission));
        principal.ifPresent(caller -> gate.enter(caller.org()));
        route.endpoint()
                .answer(
                        new Call(
                                request,
                                response,
                                () -> principal.or(() -> knownCaller(request)),
                                config.bodyBytesMax(),
                                slowBodies));
    }

    /** Who calls, on a route that is open to all; an unknown key is as good as none there. */
    private Optional<Principal> knownCaller(ServerRequest request) {
        return apiKey(request).flatMap(authenticator::principalOf);
    }

    private Principal authorize(ServerRequest request, Permission permission) {
        var principal = caller(request);
        if (!principal.may(permission)) {
            throw new ApiException(
                    ApiError.FORBIDDEN,
                    "this API key lacks the permission: "
                            + permission.name().toLowerCase(Locale.ROOT));
        }
        return principal;
    }

    private Principal caller(ServerRequest request) {
        var key = apiKey(request);
        return key.isEmpty()
                ? authenticator
                        .anonymous()
                        .orElseThrow(
                                () -> new ApiException(ApiError.UNAUTHENTICATED, "missing API key"))
                : authenticator
                        .principalOf(key.get())
                        .orElseThrow(
                                () ->
                                        new ApiException(
                                                ApiError.UNAUTHENTICATED, "invalid API key"));
    }

    private static Optional<String> apiKey(ServerRequest request) {
        var headers = request.headers();
        return headers.first(HeaderNames.create("x-api-key"))
                .or(
                        () ->
                                headers.first(HeaderNames.AUTHORIZATION)
                                        .filter(
                                                value ->
                                                        value.toLowerCase(Locale.ROOT)
                                                                .startsWith(BEARER))
                                        .map(value -> value.substring(BEARER.length())))
                .map(String::strip)
                .filter(key -> !key.isEmpty());
    }

    /** No route matched: the path is unknown, or known for other methods. */
    private void answerUnrouted(ServerRequest request, ServerResponse response) {
        allowOrigin(request, response);
        var prologue = request.prologue();
        var allowed = methodsOf(prologue);
        if (allowed.isEmpty()) {
            throw new ApiException(ApiError.NOT_FOUND, "no such path");
        }
        response.header(HeaderValues.create(HeaderNames.ALLOW, allowed));
        if (prologue.method().equals(Method.OPTIONS)) {
            response.header(HeaderValues.create("Access-Control-Allow-Methods", allowed));
            response.header(
                    HeaderValues.create(
                            "Access-Control-Allow-Headers",
                            "authorization, content-type, idempotency-key, prefer,"
                                    + " read-consistency, x-api-key"));
            response.status(Status.NO_CONTENT_204).send();
            return;
        }
        throw new ApiException(
                ApiError.METHOD_NOT_ALLOWED, "method not allowed here; allowed: " + allowed);
    }

    private String methodsOf(HttpPrologue prologue) {
        return routes.stream()
                .filter(
                        route ->
                                PathMatchers.create(route.path())
                                        .match(prologue.uriPath())
                                        .accepted())
                .map(route -> route.method().text())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private void allowOrigin(ServerRequest request, ServerResponse response) {
        config.allowedOrigin(request.headers().first(HeaderNames.ORIGIN))
                .ifPresent(
                        origin -> {
                            response.header(
                                    HeaderValues.create("Access-Control-Allow-Origin", origin));
                            if (!origin.equals("*")) {
                                response.header(HeaderValues.create(HeaderNames.VARY, "Origin"));
                            }
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

    /** Where it listens, also when the configuration left the port open. */
    public int port() {
        return server.port();
    }

    /** What it answers. */
    public List<Route> routes() {
        return routes;
    }

    /** Stops taking requests, lets those under way finish for as long as the configuration says. */
    @Override
    public void close() {
        server.stop();
        slowBodies.close();
    }
}
