package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON trees, and JSON objects as maps that callers can read without knowing our library. */
final class Json {
    /** Twice what the server takes, since answers put what it took into objects of their own. */
    private static final int NESTING_MAX = 2_000;

    /** The server takes 1,000 with all that is around a map. */
    private static final int MAP_NESTING_MAX = 990;

    static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(NESTING_MAX)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private static final JsonNodeFactory NODES = MAPPER.getNodeFactory();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** An array of texts. */
    static ArrayNode array(Collection<String> texts) {
        var array = MAPPER.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    static String text(JsonNode tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was checked is always JSON", e);
        }
    }

    /**
     * A deep copy that cannot be changed, with numbers as answers have them: {@code Integer},
     * {@code Long}, {@code BigInteger} or {@code BigDecimal}.
     *
     * @throws IllegalArgumentException that names what is no JSON
     */
    static Map<String, Object> copyOf(String field, Map<String, ?> map) {
        return copyOf(field, requireNonNull(map, field), 1);
    }

    private static Map<String, Object> copyOf(String path, Map<?, ?> map, int depth) {
        if (depth > MAP_NESTING_MAX) {
            throw new IllegalArgumentException("nested more than " + MAP_NESTING_MAX + " deep");
        }
        var copy = new LinkedHashMap<String, Object>();
        map.forEach(
                (key, value) -> {
                    if (!(key instanceof String name)) {
                        throw new IllegalArgumentException(path + " has a key that is no text");
                    }
                    Checks.requireText("a key of " + path, name);
                    copy.put(name, valueOf(depth == 1 ? path + "." + name : path, value, depth));
                });
        return Collections.unmodifiableMap(copy); // not Map.copyOf: JSON has nulls
    }

    private static Object valueOf(String path, Object value, int depth) {
        return switch (value) {
            case null -> null;
            case String text -> Checks.requireText(path, text);
            case Boolean flag -> flag;
            case Byte number -> number.intValue();
            case Short number -> number.intValue();
            case Integer number -> number;
            case Long number -> smallest(BigInteger.valueOf(number));
            case BigInteger number -> smallest(number);
            // Is written as a whole number, and comes back as one.
            case BigDecimal number when number.scale() == 0 -> smallest(number.unscaledValue());
            case BigDecimal number -> number;
            case Float number when Float.isFinite(number) -> new BigDecimal(number.toString());
            case Double number when Double.isFinite(number) -> BigDecimal.valueOf(number);
            case Map<?, ?> map -> copyOf(path, map, depth + 1);
            case Collection<?> values -> listOf(path, values, depth + 1);
            default ->
                    throw new IllegalArgumentException(
                            path + " is no JSON value: a " + value.getClass().getName());
        };
    }

    private static List<Object> listOf(String path, Collection<?> values, int depth) {
        if (depth > MAP_NESTING_MAX) {
            throw new IllegalArgumentException("nested more than " + MAP_NESTING_MAX + " deep");
        }
        var copy = new ArrayList<Object>(values.size());
        values.forEach(value -> copy.add(valueOf(path, value, depth)));
        return Collections.unmodifiableList(copy);
    }

    private static Number smallest(BigInteger number) {
        int bits = number.bitLength();
        if (bits < Integer.SIZE) {
            return number.intValue();
        }
        return bits < Long.SIZE ? (Number) number.longValue() : number;
    }

    /** The tree of what {@link #copyOf} made. */
    static JsonNode tree(Object value) {
        return switch (value) {
            case String text -> NODES.textNode(text);
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case BigInteger number -> NODES.numberNode(number);
            case BigDecimal number -> NODES.numberNode(number);
            case Map<?, ?> map -> {
                var object = object();
                map.forEach((key, inner) -> object.set((String) key, tree(inner)));
                yield object;
            }
            case List<?> list -> {
                var array = MAPPER.createArrayNode();
                list.forEach(inner -> array.add(tree(inner)));
                yield array;
            }
            case null, default -> NODES.nullNode();
        };
    }

    /** What {@link #copyOf} makes of the same object. */
    static Map<String, Object> map(JsonNode object) {
        var map = new LinkedHashMap<String, Object>();
        object.properties().forEach(it -> map.put(it.getKey(), plain(it.getValue())));
        return Collections.unmodifiableMap(map);
    }

    private static Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> map(node);
            case ARRAY -> {
                var list = new ArrayList<Object>(node.size());
                node.forEach(inner -> list.add(plain(inner)));
                yield Collections.unmodifiableList(list);
            }
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.numberValue();
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }
}
