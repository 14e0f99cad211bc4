package dev.memtrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request as docs/openapi.yaml shows it.
 *
 * @param path with the query, made of what stands as an example of each parameter
 * @param body JSON; empty if there is none
 */
public record ApiExample(ApiContract.Call call, String path, String body) {
    /** At least one for each operation. */
    public static List<ApiExample> all() {
        return OpenApi.DOCUMENT.operations().stream().flatMap(ApiExample::of).toList();
    }

    static Stream<ApiExample> of(Operation operation) {
        var call = new ApiContract.Call(operation.method(), operation.path(), operation.isOpen());
        return bodies(operation.place().at("requestBody").at("content").at("application/json"))
                .map(body -> new ApiExample(call, path(operation), body));
    }

    private static Stream<String> bodies(OpenApi.Place media) {
        var several =
                media.at("examples").below().map(it -> it.getValue().at("value").node().toString());
        return media.exists()
                ? Stream.concat(
                        several,
                        Stream.of(media.at("example"))
                                .filter(OpenApi.Place::exists)
                                .map(it -> it.node().toString()))
                : Stream.of("");
    }

    private static String path(Operation operation) {
        var path = operation.path();
        for (var parameter : examples(operation, "path").entrySet()) {
            path = path.replace("{" + parameter.getKey() + "}", parameter.getValue());
        }
        var query =
                examples(operation, "query").entrySet().stream()
                        .map(it -> it.getKey() + "=" + it.getValue())
                        .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    private static Map<String, String> examples(Operation operation, String in) {
        return operation.parameters().stream()
                .filter(it -> it.at("in").node().asText().equals(in) && it.at("example").exists())
                .collect(
                        Collectors.toMap(
                                it -> it.at("name").node().asText(),
                                it -> encoded(it.at("example").node())));
    }

    private static String encoded(JsonNode value) {
        var text =
                value.isArray()
                        ? value.valueStream().map(JsonNode::asText).collect(Collectors.joining(","))
                        : value.asText();
        return URLEncoder.encode(text, UTF_8);
    }

    @Override
    public String toString() {
        return call.method() + " " + path + " " + ContractProblems.shortened(body);
    }
}
