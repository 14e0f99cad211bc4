package dev.memtrace.core.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.memory.MalformedJsonException;
import dev.memtrace.core.memory.OrgId;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** One request and its answer, as an endpoint sees them. One thread. */
public final class Call {
    private final ServerRequest request;
    private final ServerResponse response;
    private final Supplier<Optional<Principal>> principal;
    private final int bodyBytesMax;
    private final SlowClients slowClients;
    private final Supplier<Optional<String>> mustEnd;

    Call(
            ServerRequest request,
            ServerResponse response,
            Supplier<Optional<Principal>> principal,
            int bodyBytesMax,
            SlowClients slowClients,
            Supplier<Optional<String>> mustEnd) {
        this.request = request;
        this.response = response;
        this.principal = principal;
        this.bodyBytesMax = bodyBytesMax;
        this.slowClients = slowClients;
        this.mustEnd = mustEnd;
    }

    /** The caller's org; only on routes that need a key. */
    public OrgId org() {
        return knownOrg().orElseThrow(() -> new IllegalStateException("an open route has no org"));
    }

    /** The caller's org; on a route that needs no key empty if none, or no good one, was sent. */
    public Optional<OrgId> knownOrg() {
        return principal.get().map(Principal::org);
    }

    /** The part of the path in braces. */
    public String pathPart(String name) {
        return request.path().pathParameters().get(name);
    }

    /** A parameter of the query string; empty if absent or blank. */
    public Optional<String> parameter(String name) {
        return request.query().first(name).asOptional().filter(value -> !value.isBlank());
    }

    /** All values of a parameter that may be given several times. */
    public List<String> parameters(String name) {
        return request.query().all(name, List::of);
    }

    /** A header of the request that may be given several times, which means a list. */
    public Optional<String> headerList(String name) {
        var lines = request.headers().all(HeaderNames.create(name), List::of);
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(",", lines));
    }

    /** A header of the request. */
    public Optional<String> header(String name) {
        return request.headers().first(HeaderNames.create(name));
    }

    /**
     * How many bytes the body may turn out to have: what the client says, or else what the server
     * takes.
     */
    public int bodyBytesAtMost() {
        if (!request.content().hasEntity()) {
            return 0;
        }
        long announced = request.headers().contentLength().orElse(bodyBytesMax);
        return Math.clamp(announced, 0, bodyBytesMax);
    }

    /**
     * The body's bytes.
     *
     * @throws ApiException if the body is no JSON by its content type, or too large
     */
    public byte[] jsonBody() {
        requireJson();
        requireWithinLimit(request.headers().contentLength().orElse(0));
        try (var _ = slowClients.begin();
                var in = request.content().inputStream()) {
            var body = in.readNBytes(bodyBytesMax + 1);
            requireWithinLimit(body.length); // of a client that did not say beforehand
            return body;
        } catch (IOException | InsufficientDataAvailableException e) { // the client went away
            throw ApiException.invalid("the body could not be read to its end");
        }
    }

    private void requireWithinLimit(long bytes) {
        if (bytes > bodyBytesMax) {
            throw new ApiException(
                    ApiError.TOO_LARGE, "the body must be at most " + bodyBytesMax + " bytes");
        }
    }

    private void requireJson() {
        var type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("application/json");
        var essence = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!essence.equals("application/json") && !essence.endsWith("+json")) {
            throw new ApiException(
                    ApiError.UNSUPPORTED_MEDIA_TYPE, "content-type must be application/json");
        }
    }

    /**
     * The body as a JSON object.
     *
     * @throws MalformedJsonException if it is not one
     */
    public ObjectNode jsonObject() {
        return jsonObjectOf(jsonBody());
    }

    /** The body as a JSON object, an empty one if there is no body. */
    public ObjectNode optionalJsonObject() {
        if (!request.content().hasEntity()) {
            return Json.MAPPER.createObjectNode();
        }
        var body = jsonBody();
        return body.length == 0 ? Json.MAPPER.createObjectNode() : jsonObjectOf(body);
    }

    private static ObjectNode jsonObjectOf(byte[] body) {
        try {
            var tree = Json.MAPPER.readTree(body);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw new MalformedJsonException(
                    body.length == 0
                            ? "the body is empty; send a JSON object"
                            : "the body must be a JSON object");
        } catch (JsonProcessingException e) {
            throw MalformedJsonException.at(e);
        } catch (NumberFormatException e) { // JSON knows no bounds, BigDecimal does
            throw new MalformedJsonException(
                    "the body has a number whose exponent is beyond all bounds");
        } catch (IOException e) {
            throw new MalformedJsonException("the body is not JSON");
        }
    }

    /** Sets a header of the answer. */
    public Call with(String header, String value) {
        response.header(HeaderValues.create(HeaderNames.create(header), value));
        return this;
    }

    /** Answers with JSON. */
    public void send(Status status, JsonNode body) {
        send(status, Json.bytes(body));
    }

    /** Answers with JSON that is encoded already. */
    public void send(Status status, byte[] json) {
        response.status(status);
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        response.send(json);
    }

    /** Answers without a body. */
    public void sendNothing() {
        response.status(Status.NO_CONTENT_204).send();
    }

    /** Begins an answer of events; to be closed. */
    public EventStream sendEvents() {
        return new EventStream(response.sink(SseSink.TYPE), slowClients, mustEnd);
    }

    /** Answers with text in the Prometheus exposition format. */
    public void sendMetrics(String text) {
        send("text/plain; version=0.0.4; charset=utf-8", text.getBytes(UTF_8));
    }

    /** Answers 200 with what is no JSON. */
    void send(String contentType, byte[] body) {
        response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, contentType));
        response.send(body);
    }
}
