package dev.memtrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Fields of a JSON body. */
record BodyFields(ObjectNode body) implements Fields {
    @Override
    public Optional<String> text(String field) {
        return value(field)
                .map(
                        value -> {
                            if (!value.isTextual()) {
                                throw Fields.wrong(field, "a string", typeOf(value));
                            }
                            return value.textValue();
                        })
                .filter(text -> !text.isEmpty());
    }

    @Override
    public Optional<BigInteger> whole(String field) {
        return value(field)
                .map(
                        value -> {
                            if (!value.isIntegralNumber()) {
                                throw Fields.wrong(
                                        field,
                                        "a whole number",
                                        value.isNumber() ? value.asText() : typeOf(value));
                            }
                            return value.bigIntegerValue();
                        });
    }

    @Override
    public Optional<Double> number(String field) {
        return value(field)
                .map(
                        value -> {
                            if (!value.isNumber()) {
                                throw Fields.wrong(field, "a number", typeOf(value));
                            }
                            return value.doubleValue();
                        });
    }

    @Override
    public List<String> list(String field) {
        var list = value(field);
        if (list.isEmpty()) {
            return List.of();
        }
        if (!list.get().isArray()) {
            throw Fields.wrong(field, "an array of strings", typeOf(list.get()));
        }
        var texts = new ArrayList<String>();
        for (var item : list.get()) {
            if (!item.isTextual()) {
                throw Fields.wrong(field, "an array of strings", "one with " + typeOf(item));
            }
            if (!item.textValue().isEmpty() && !texts.contains(item.textValue())) {
                texts.add(item.textValue());
            }
        }
        return texts;
    }

    private Optional<JsonNode> value(String field) {
        return Optional.ofNullable(body.get(field)).filter(value -> !value.isNull());
    }

    private static String typeOf(JsonNode value) {
        var type = value.getNodeType().name().toLowerCase(Locale.ROOT);
        return (value.isObject() || value.isArray() ? "an " : "a ") + type;
    }
}
