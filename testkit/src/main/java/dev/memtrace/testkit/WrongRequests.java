package dev.memtrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Requests that docs/openapi.yaml does not allow: its examples, each with one parameter or one
 * field that its schema refuses, or that is missing.
 */
public final class WrongRequests {
    private static final JsonMapper JSON = new JsonMapper();

    /** Each is wrong for some schemas. */
    private static final List<Object> VALUES =
            List.of(
                    7,
                    -1,
                    1_000_001,
                    1.5,
                    true,
                    "a b!",
                    "2026-13-01",
                    "x".repeat(5_000),
                    "x".repeat(300_000),
                    List.of(1),
                    List.of("a b!"),
                    IntStream.range(0, 17).mapToObj(i -> "t" + i).toList(),
                    Map.of("a", 1));

    private static final List<String> TEXTS =
            List.of(
                    "-1",
                    "1000001",
                    "1.5",
                    "a b!",
                    "2026-1-1",
                    "x".repeat(2_000),
                    IntStream.range(0, 17).mapToObj(i -> "t" + i).collect(Collectors.joining(",")));

    private WrongRequests() {}

    /** All of them, for every operation that has parameters or a body. */
    public static List<ApiExample> all() {
        return OpenApi.DOCUMENT.operations().stream()
                .flatMap(it -> Stream.concat(wrongQueries(it), wrongBodies(it)))
                .toList();
    }

    private static Stream<ApiExample> wrongQueries(Operation operation) {
        var right = ApiExample.of(operation).toList().getFirst();
        var path = right.path().split("\\?", 2)[0];
        return operation.parameters().stream()
                .filter(it -> it.at("in").node().asText().equals("query"))
                .flatMap(
                        parameter ->
                                TEXTS.stream()
                                        .filter(it -> isWrong(parameter, it))
                                        .map(
                                                it ->
                                                        "?%s=%s"
                                                                .formatted(
                                                                        parameter
                                                                                .at("name")
                                                                                .node()
                                                                                .asText(),
                                                                        URLEncoder.encode(
                                                                                it, UTF_8))))
                .map(query -> new ApiExample(right.call(), path + query, right.body()));
    }

    private static boolean isWrong(OpenApi.Place parameter, String text) {
        var problems = new ContractProblems();
        problems.checkValues("", parameter, List.of(text));
        return !problems.isEmpty();
    }

    private static Stream<ApiExample> wrongBodies(Operation operation) {
        var schema =
                operation
                        .place()
                        .at("requestBody")
                        .at("content")
                        .at("application/json")
                        .at("schema");
        if (!schema.exists()) {
            return Stream.empty();
        }
        var right = ApiExample.of(operation).toList().getFirst();
        return Stream.concat(Stream.of(schema), schema.at("anyOf").below().map(Map.Entry::getValue))
                .flatMap(it -> it.at("properties").below())
                .flatMap(it -> wrongBodies(right, it.getKey(), it.getValue()))
                .filter(it -> !schema.problemsOf(object(it.body())).isEmpty());
    }

    private static Stream<ApiExample> wrongBodies(
            ApiExample right, String field, OpenApi.Place schema) {
        var without = object(right.body());
        without.remove(field);
        var withWrong =
                VALUES.stream()
                        .map(JSON::<JsonNode>valueToTree)
                        .filter(it -> !schema.problemsOf(it).isEmpty())
                        .map(it -> object(right.body()).set(field, it));
        return Stream.concat(Stream.of(without), withWrong)
                .map(it -> new ApiExample(right.call(), right.path(), it.toString()));
    }

    private static ObjectNode object(String body) {
        try {
            return JSON.readValue(body, ObjectNode.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
