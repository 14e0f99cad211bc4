package dev.memtrace.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The fields of one JSON object of an answer. What is missing, or of another type, is an {@link
 * AnswerNotUnderstoodException} that names the call and the field; other fields are ignored.
 *
 * @param call whose answer it is, for messages
 */
record Fields(String call, JsonNode node) {
    Fields {
        if (!node.isObject()) {
            throw new AnswerNotUnderstoodException(
                    call + ": the answer has something else where an object should be");
        }
    }

    private boolean has(String name) {
        return node.hasNonNull(name);
    }

    private AnswerNotUnderstoodException lacks(String name, String what) {
        return new AnswerNotUnderstoodException(
                "%s: the answer has no %s that is %s".formatted(call, name, what));
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> lacks(name, "a text"));
    }

    Optional<String> optionalText(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        if (!node.get(name).isTextual()) {
            throw lacks(name, "a text");
        }
        return Optional.of(node.get(name).textValue());
    }

    Instant time(String name) {
        return optionalTime(name).orElseThrow(() -> lacks(name, "a time"));
    }

    Optional<Instant> optionalTime(String name) {
        try {
            return optionalText(name).map(Instant::parse);
        } catch (DateTimeException e) {
            throw lacks(name, "a time");
        }
    }

    long count(String name) {
        return optionalCount(name).orElseThrow(() -> lacks(name, "a whole number"));
    }

    OptionalLong optionalCount(String name) {
        if (!has(name)) {
            return OptionalLong.empty();
        }
        if (!node.get(name).canConvertToLong() || !node.get(name).isIntegralNumber()) {
            throw lacks(name, "a whole number");
        }
        return OptionalLong.of(node.get(name).longValue());
    }

    OptionalInt optionalIndex(String name) {
        if (!has(name)) {
            return OptionalInt.empty();
        }
        if (!node.get(name).isIntegralNumber() || !node.get(name).canConvertToInt()) {
            throw lacks(name, "a whole number");
        }
        return OptionalInt.of(node.get(name).intValue());
    }

    int index(String name) {
        return optionalIndex(name).orElseThrow(() -> lacks(name, "a whole number"));
    }

    Optional<Duration> optionalMillis(String name) {
        var millis = optionalCount(name);
        return millis.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(millis.getAsLong()));
    }

    /** Zero if it is absent. */
    double importance(String name) {
        if (!has(name)) {
            return 0;
        }
        if (!node.get(name).isNumber()) {
            throw lacks(name, "a number");
        }
        return node.get(name).doubleValue();
    }

    boolean flag(String name) {
        if (!node.path(name).isBoolean()) {
            throw lacks(name, "true or false");
        }
        return node.get(name).booleanValue();
    }

    Fields object(String name) {
        if (!node.path(name).isObject()) {
            throw lacks(name, "an object");
        }
        return new Fields(call, node.get(name));
    }

    /** Empty if it is absent, or no object. */
    Map<String, Object> map(String name) {
        return node.path(name).isObject() ? Json.map(node.get(name)) : Map.of();
    }

    /** As JSON, if it is there and no object. */
    Optional<String> otherThanObject(String name) {
        if (!has(name) || node.get(name).isObject()) {
            return Optional.empty();
        }
        var value = node.get(name);
        return Optional.of(value.isTextual() ? value.textValue() : Json.text(value));
    }

    <T> List<T> objects(String name, Function<Fields, T> reading) {
        var list = new ArrayList<T>();
        for (var item : array(name)) {
            list.add(reading.apply(new Fields(call, item)));
        }
        return List.copyOf(list);
    }

    /** Empty if it is absent. */
    List<String> texts(String name) {
        var list = new ArrayList<String>();
        if (has(name)) {
            for (var item : array(name)) {
                if (!item.isTextual()) {
                    throw lacks(name, "a list of texts");
                }
                list.add(item.textValue());
            }
        }
        return List.copyOf(list);
    }

    private JsonNode array(String name) {
        if (!node.path(name).isArray()) {
            throw lacks(name, "a list");
        }
        return node.get(name);
    }

    /** What each field says, by its name; empty if it is absent. */
    <T> Map<String, T> each(String name, Function<JsonNode, T> reading) {
        var map = new LinkedHashMap<String, T>();
        if (has(name)) {
            object(name)
                    .node
                    .properties()
                    .forEach(it -> map.put(it.getKey(), reading.apply(it.getValue())));
        }
        return Map.copyOf(map);
    }
}
