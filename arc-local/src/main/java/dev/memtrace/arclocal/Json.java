package dev.memtrace.arclocal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Small JSON bodies. */
final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static void send(ServerResponse response, int status, Map<String, ?> body) {
        try {
            response.status(Status.create(status))
                    .header(HeaderValues.CONTENT_TYPE_JSON)
                    .send(MAPPER.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static void sendText(ServerResponse response, int status, String body) {
        response.status(Status.create(status))
                .header(HeaderValues.CONTENT_TYPE_JSON)
                .send(body.getBytes(UTF_8));
    }

    static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            throw new ArcFailure(400, "Invalid request body: not JSON", e);
        }
    }

    /** Arc stamps its answers with the second. */
    static String timestamp(Clock clock) {
        return Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
