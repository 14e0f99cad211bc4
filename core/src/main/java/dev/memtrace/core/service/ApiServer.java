package dev.memtrace.core.service;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An HTTP server for a list of routes: who calls ({@link Callers}), may they, answer; and if that
 * fails, say so ({@link Failures}). Requests run on virtual threads.
 */
public final class ApiServer implements AutoCloseable {
    /** Of a body that is refused; what is longer still finds its connection closed. */
    private static final long UNREAD_BYTES_MAX = 256 * 1024 * 1024;

    private final ServerConfig config;
    private final List<Route> routes;
    private final Origins origins;
    private final Callers callers;
    private final RequestGate gate;
    private final SlowClients slowClients;
    private volatile boolean isStopping;
    private WebServer server;

    private ApiServer(
            ServerConfig config,
            List<Route> routes,
            Callers callers,
            RequestGate gate,
            SlowClients slowClients) {
        this.config = config;
        this.routes = List.copyOf(routes);
        this.origins = new Origins(config.corsOrigins());
        this.callers = callers;
        this.gate = gate;
        this.slowClients = slowClients;
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
        var slowClients = SlowClients.start(config.readTimeout());
        try {
            var api = new ApiServer(config, routes, new Callers(authenticator), gate, slowClients);
            api.listen();
            return api;
        } catch (RuntimeException e) {
            slowClients.close();
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
                        .directHandlers(UnreadableRequests.handlers(origins))
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
        routing.any((req, res) -> answerUnrouted(req, res));
        Failures.register(routing);
    }

    private void serve(Route route, ServerRequest request, ServerResponse response) {
        origins.answering(request.headers()).forEach(response::header);
        var principal =
                route.permission().map(permission -> callers.authorized(request, permission));
        principal.ifPresent(caller -> gate.enter(caller.org()));
        route.endpoint()
                .answer(
                        new Call(
                                request,
                                response,
                                () -> principal.or(() -> callers.known(request)),
                                config.bodyBytesMax(),
                                slowClients,
                                () -> mustEnd(route, request)));
    }

    /** Why an answer that goes on for long must end; empty if it may go on. */
    private Optional<String> mustEnd(Route route, ServerRequest request) {
        if (isStopping) {
            return Optional.of("the server stops");
        }
        try {
            route.permission().ifPresent(permission -> callers.authorized(request, permission));
            return Optional.empty();
        } catch (ApiException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** No route matched: the path is unknown, or known for other methods. */
    private void answerUnrouted(ServerRequest request, ServerResponse response) {
        origins.answering(request.headers()).forEach(response::header);
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
                                    + " read-consistency, last-event-id, x-api-key"));
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

    /** Where it listens, also when the configuration left the port open. */
    public int port() {
        return server.port();
    }

    /** What it answers. */
    public List<Route> routes() {
        return routes;
    }

    /**
     * Stops taking requests, ends streams, lets others finish for as long as the configuration
     * says.
     */
    @Override
    public void close() {
        isStopping = true;
        server.stop();
        slowClients.close();
    }
}
