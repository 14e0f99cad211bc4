package dev.memtrace.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Collects where one exchange differs from docs/openapi.yaml. One thread. */
final class ContractProblems {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int SHOWN_CHARS_MAX = 300;

    private final List<String> problems = new ArrayList<>();

    void add(String problem) {
        problems.add(problem);
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Compares a body with the media types that the document has for it. */
    void checkBody(String what, OpenApi.Place content, HttpHeaders headers, String text) {
        var header = headers.firstValue("Content-Type").orElse("application/json");
        var type = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        var media = content.at(type);
        if (!media.exists()) {
            add(what + ": undocumented content type " + type);
            return;
        }
        var value = type.endsWith("json") ? json(text) : Optional.of(string(text));
        if (value.isEmpty()) {
            add(what + ": no JSON: " + shortened(text));
        } else {
            checkValue(what, media, value.get());
        }
    }

    /** Compares what was given for a header or a parameter. */
    void checkValues(String what, OpenApi.Place documented, List<String> given) {
        // Blank is as good as absent.
        var values = given.stream().map(String::strip).filter(it -> !it.isEmpty()).toList();
        if (!values.isEmpty()) {
            checkValue(what, documented, value(documented, values));
        } else if (documented.at("required").node().asBoolean()) {
            add(what + ": is required");
        }
    }

    private void checkValue(String what, OpenApi.Place documented, JsonNode value) {
        documented.at("schema").problemsOf(value).forEach(it -> add(what + " " + it));
    }

    /** Text becomes what the schema asks for, if it can. */
    private static JsonNode value(OpenApi.Place documented, List<String> values) {
        return switch (documented.at("schema").at("type").node().asText()) {
            case "array" -> {
                var array = JsonNodeFactory.instance.arrayNode();
                values.stream()
                        .flatMap(it -> Stream.of(it.split(",", -1)))
                        .map(String::strip)
                        .filter(it -> !it.isEmpty())
                        .distinct()
                        .forEach(array::add);
                yield array;
            }
            case "integer", "number" ->
                    json(values.getFirst())
                            .filter(JsonNode::isNumber)
                            .orElseGet(() -> string(values.getFirst()));
            default -> string(String.join(",", values));
        };
    }

    private static JsonNode string(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(JSON.readTree(text)).filter(it -> !it.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static String shortened(String text) {
        return text.length() > SHOWN_CHARS_MAX ? text.substring(0, SHOWN_CHARS_MAX) + "..." : text;
    }

    @Override
    public String toString() {
        return String.join("\n  ", problems);
    }
}
