package dev.memtrace.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds requests and answers against docs/openapi.yaml. An answer must be one that the document
 * has, whatever was asked; a request must be one only if it was served, because tests ask wrongly
 * on purpose. Thread-safe.
 */
public final class ApiContract {
    private static final JsonMapper JSON = new JsonMapper();

    private ApiContract() {}

    /**
     * Something that can be asked.
     *
     * @param path with braces around what varies
     * @param isOpen whether it may be asked without a key
     */
    public record Call(String method, String path, boolean isOpen) {}

    /** All that the document says can be asked. */
    public static Set<Call> calls() {
        return OpenApi.DOCUMENT.operations().stream()
                .map(it -> new Call(it.method(), it.path(), it.isOpen()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Compares one request and its answer with the document.
     *
     * @throws AssertionError that names the operation, the place and what is wrong
     */
    static void check(ApiRequest request, ApiAnswer answer) {
        var path = request.uri().getRawPath();
        var operation = OpenApi.DOCUMENT.operation(request.method(), path);
        var problems = new ArrayList<String>();
        if (operation.isEmpty()) {
            checkUnrouted(request, answer, problems);
        } else {
            checkAnswer(
                    operation.get().place().at("responses").at(String.valueOf(answer.status())),
                    answer,
                    problems);
            if (answer.status() < 300) {
                checkRequest(operation.get(), request, problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new AssertionError(
                    "%s, answered %d, is not as docs/openapi.yaml has it:\n  %s"
                            .formatted(
                                    operation
                                            .map(Operation::toString)
                                            .orElse(request.method() + " " + path),
                                    answer.status(),
                                    String.join("\n  ", problems)));
        }
    }

    /** Of a path or a method that the document does not have. */
    private static void checkUnrouted(ApiRequest request, ApiAnswer answer, List<String> problems) {
        boolean isKnownPath = OpenApi.DOCUMENT.hasPath(request.uri().getRawPath());
        int expected = isKnownPath ? 405 : 404;
        if (answer.status() != expected) {
            problems.add("undocumented, so the answer must be " + expected);
            return;
        }
        var responses = OpenApi.DOCUMENT.root().at("components").at("responses");
        checkAnswer(
                responses.at(isKnownPath ? "MethodNotAllowed" : "NoSuchPath"), answer, problems);
    }

    private static void checkAnswer(
            OpenApi.Place documented, ApiAnswer answer, List<String> problems) {
        if (!documented.exists()) {
            problems.add("undocumented status, with the body " + shortened(answer.text()));
            return;
        }
        documented.at("headers").below().forEach(it -> checkHeader(it, answer, problems));
        var content = documented.at("content");
        if (content.exists()) {
            checkBody("answer", content, answer.headers(), answer.text(), problems);
        } else if (!answer.text().isEmpty()) {
            problems.add("answer: must have no body, has " + shortened(answer.text()));
        }
    }

    private static void checkHeader(
            Map.Entry<String, OpenApi.Place> header, ApiAnswer answer, List<String> problems) {
        checkValues(
                "answer header " + header.getKey(),
                header.getValue(),
                answer.headers().allValues(header.getKey()),
                problems);
    }

    private static void checkBody(
            String what,
            OpenApi.Place content,
            HttpHeaders headers,
            String text,
            List<String> problems) {
        var header = headers.firstValue("Content-Type").orElse("application/json");
        var type = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        var media = content.at(type);
        if (!media.exists()) {
            problems.add(what + ": undocumented content type " + type);
            return;
        }
        var value = type.endsWith("json") ? json(text) : Optional.of(string(text));
        if (value.isEmpty()) {
            problems.add(what + ": no JSON: " + shortened(text));
        } else {
            problemsOf(media, value.get()).forEach(it -> problems.add(what + " " + it));
        }
    }

    private static void checkRequest(
            Operation operation, ApiRequest request, List<String> problems) {
        var query = Operation.query(request.uri().getRawQuery());
        var parts = operation.pathParts(request.uri().getRawPath()).orElseThrow();
        var parameters = operation.parameters();
        for (var parameter : parameters) {
            var name = parameter.at("name").node().asText();
            var in = parameter.at("in").node().asText();
            var values =
                    switch (in) {
                        case "query" -> query.getOrDefault(name, List.of());
                        case "path" -> List.of(parts.get(name));
                        default -> request.headers().allValues(name);
                    };
            checkValues("%s parameter %s".formatted(in, name), parameter, values, problems);
        }
        query.keySet().stream()
                .filter(
                        name ->
                                parameters.stream()
                                        .noneMatch(
                                                it -> it.at("name").node().asText().equals(name)))
                .forEach(name -> problems.add("undocumented query parameter " + name));
        var body = operation.place().at("requestBody");
        if (!request.text().isEmpty() && body.exists()) {
            checkBody("request", body.at("content"), request.headers(), request.text(), problems);
        } else if (body.at("required").node().asBoolean()) {
            problems.add("request: has no body");
        }
    }

    /** Of a header or a parameter. */
    private static void checkValues(
            String what, OpenApi.Place documented, List<String> given, List<String> problems) {
        // Blank is as good as absent.
        var values = given.stream().map(String::strip).filter(it -> !it.isEmpty()).toList();
        if (!values.isEmpty()) {
            problemsOf(documented, value(documented, values))
                    .forEach(it -> problems.add(what + " " + it));
        } else if (documented.at("required").node().asBoolean()) {
            problems.add(what + ": is required");
        }
    }

    private static List<String> problemsOf(OpenApi.Place media, JsonNode value) {
        return media.at("schema").problemsOf(value);
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

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }
}
