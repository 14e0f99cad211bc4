package dev.memtrace.arc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Reads what Arc says of its health. */
final class HealthAnswer {
    private static final JsonFactory JSON = new JsonFactory();

    private HealthAnswer() {}

    /** {@code uptime_sec}, seconds with a fraction; empty if there is no such number. */
    static Optional<Duration> uptime(byte[] body) {
        try (var json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isUptime = json.currentName().equals("uptime_sec");
                var value = json.nextToken();
                if (isUptime && value.isNumeric()) {
                    return Optional.of(Duration.ofMillis((long) (json.getDoubleValue() * 1_000)));
                }
                json.skipChildren();
            }
            return Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
