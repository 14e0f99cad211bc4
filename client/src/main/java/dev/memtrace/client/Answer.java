package dev.memtrace.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** What the server answered a call. One thread. */
final class Answer {
    /** Nobody waits longer, and it is a number of nanoseconds. */
    private static final Duration PAUSE_MAX = Duration.ofDays(365);

    private final String call;
    private final int status;
    private final HttpHeaders headers;
    private final byte[] bytes;
    private final boolean mayBeRepeat;

    /**
     * @param mayBeRepeat whether an earlier try may have got through
     */
    Answer(String call, int status, HttpHeaders headers, byte[] bytes, boolean mayBeRepeat) {
        this.call = call;
        this.status = status;
        this.headers = headers;
        this.bytes = bytes;
        this.mayBeRepeat = mayBeRepeat;
    }

    /** The same after an earlier try that may have got through. */
    Answer afterDoubt() {
        return new Answer(call, status, headers, bytes, true);
    }

    int status() {
        return status;
    }

    boolean mayBeRepeat() {
        return mayBeRepeat;
    }

    String text() {
        return new String(bytes, UTF_8);
    }

    /**
     * This, if it is what the caller can read.
     *
     * @throws MemtraceException if it has another status
     */
    Answer expect(int... statuses) {
        for (int expected : statuses) {
            if (status == expected) {
                return this;
            }
        }
        throw failure();
    }

    <T> T as(Function<Fields, T> reading) {
        return reading.apply(fields());
    }

    <T> Read<T> asRead(Function<Fields, T> reading) {
        return new Read<>(as(reading), staleness());
    }

    <T> Page<T> asPage(String items, Function<Fields, T> reading) {
        var fields = fields();
        return new Page<>(
                fields.objects(items, reading), fields.optionalText("next_cursor"), staleness());
    }

    private Duration staleness() {
        var millis = headers.firstValue("Memtrace-Staleness").orElse("0");
        return number(millis)
                .map(Duration::ofMillis)
                .orElseThrow(
                        () ->
                                new AnswerNotUnderstoodException(
                                        call + ": Memtrace-Staleness is no number: " + millis));
    }

    private Fields fields() {
        try {
            return new Fields(call, Json.MAPPER.readTree(bytes));
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    private AnswerNotUnderstoodException notJson(Throwable cause) {
        return new AnswerNotUnderstoodException(
                "%s: the answer, %d, is not JSON; is this a Memtrace?".formatted(call, status),
                cause);
    }

    /** After so long the same call may work; empty if that is not said. */
    Optional<Duration> retryAfter() {
        return headers.firstValue("Retry-After").map(String::strip).flatMap(Answer::pause);
    }

    /** Seconds, or a date, which proxies like. */
    private static Optional<Duration> pause(String text) {
        return number(text)
                .map(Duration::ofSeconds)
                .or(() -> until(text))
                .map(it -> it.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : it);
    }

    private static Optional<Duration> until(String date) {
        try {
            var then = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
            var left = Duration.between(Instant.now(), then);
            return Optional.of(left.isNegative() ? Duration.ZERO : left);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> number(String text) {
        boolean isNumber =
                !text.isEmpty()
                        && text.length() <= 9
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    /** Whether trying again soon is of use, given that the call may be made twice. */
    boolean isPassing() {
        return switch (status) {
            case 429, 502, 504 -> true;
            // An org without a store gets advice instead of a time.
            case 503 -> retryAfter().isPresent() || hint().isEmpty();
            default -> false;
        };
    }

    private Optional<String> hint() {
        return error().map(it -> it.path("hint").textValue());
    }

    /** An error as Memtrace writes it; empty if something else answered. */
    private Optional<JsonNode> error() {
        try {
            return Optional.of(Json.MAPPER.readTree(bytes))
                    .filter(it -> it.path("error").isTextual());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private MemtraceException failure() {
        var error = error();
        var reason = error.map(it -> it.get("error").textValue()).orElse("no reason given");
        var message = "%s: %d: %s".formatted(call, status, reason);
        return switch (status) {
            case 401 -> new UnauthorizedException(message);
            case 403 -> new ForbiddenException(message);
            case 404 -> notFound(error.isPresent(), reason, message);
            case 409 -> new ConflictException(message, error.map(it -> it.path("id").textValue()));
            case 429 ->
                    new TooManyRequestsException(
                            message,
                            retryAfter().orElse(Duration.ZERO),
                            error.map(it -> it.path("quota").textValue()));
            case 502, 503, 504 ->
                    new UnavailableException(message, null, retryAfter(), hint(), hint().isEmpty());
            default -> other(error, message);
        };
    }

    private static MemtraceException notFound(boolean isOurs, String reason, String message) {
        return isOurs && !reason.equals("no such path")
                ? new NotFoundException(message)
                : new AnswerNotUnderstoodException(
                        message + "; is the address that of the right Memtrace service?");
    }

    private MemtraceException other(Optional<JsonNode> error, String message) {
        if (status >= 500 && status < 600) {
            return new ServerErrorException(status, message);
        }
        if (status >= 400 && status < 500 && error.isPresent()) {
            return new BadRequestException(status, message, problems(error.get()));
        }
        return new AnswerNotUnderstoodException(message + "; is this a Memtrace?");
    }

    private List<Problem> problems(JsonNode error) {
        var fields = new Fields(call, error);
        return error.path("errors").isArray()
                ? fields.objects("errors", Answer::problem)
                : List.of();
    }

    private static Problem problem(Fields fields) {
        OptionalInt index = fields.optionalIndex("index");
        return new Problem(index, fields.text("field"), fields.text("message"));
    }
}
