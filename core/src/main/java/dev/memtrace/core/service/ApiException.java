package dev.memtrace.core.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request that cannot be served, with the answer that the client gets. The message is for the
 * client's eyes.
 */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final ApiError error;
    private final transient Optional<Duration> retryAfter;
    private final transient ObjectNode more = JsonNodeFactory.instance.objectNode();

    public ApiException(ApiError error, String message) {
        this(error, message, Optional.empty());
    }

    private ApiException(ApiError error, String message, Optional<Duration> retryAfter) {
        super(message);
        this.error = error;
        this.retryAfter = retryAfter;
    }

    /** The caller's mistake, and how to mend it. */
    public static ApiException invalid(String message) {
        return new ApiException(ApiError.INVALID, message);
    }

    /** The org's own limit; nothing was done, and after {@code retryAfter} it will work. */
    public static ApiException overQuota(String message, Duration retryAfter) {
        return new ApiException(ApiError.OVER_QUOTA, message, Optional.of(retryAfter));
    }

    /** Nobody has said where the memories of the caller's org are to be stored. */
    public static ApiException noArc() {
        return new ApiException(ApiError.UNAVAILABLE, "no arc instance configured for this org")
                .and(
                        "hint",
                        TextNode.valueOf("ask an admin to run `memtrace org add-arc <org_id>`"));
    }

    /** Our limit; nothing was done, and after {@code retryAfter} it may work. */
    public static ApiException overloaded(String message, Duration retryAfter) {
        return new ApiException(ApiError.OVERLOADED, message, Optional.of(retryAfter));
    }

    /** Something behind us is away; after {@code retryAfter} it may be back. */
    public static ApiException unavailable(String message, Duration retryAfter) {
        return new ApiException(ApiError.UNAVAILABLE, message, Optional.of(retryAfter));
    }

    /** Adds a field to the answer, beside {@code error}. */
    public ApiException and(String field, JsonNode value) {
        more.set(field, value);
        return this;
    }

    public ApiError error() {
        return error;
    }

    /**
     * When the same may work, in seconds; rounded up, because whoever comes back a moment too early
     * is refused again.
     */
    public OptionalLong retryAfterSeconds() {
        return retryAfter.stream()
                .mapToLong(wait -> Math.max(1, wait.plusNanos(NANOS_PER_SECOND - 1).toSeconds()))
                .findFirst();
    }

    ObjectNode body() {
        var body = JsonNodeFactory.instance.objectNode().put("error", getMessage());
        body.setAll(more);
        return body;
    }
}
