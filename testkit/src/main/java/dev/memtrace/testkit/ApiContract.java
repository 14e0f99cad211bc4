package dev.memtrace.testkit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds requests and answers against docs/openapi.yaml. An answer must be one that the document
 * has, whatever was asked; a request must be one only if it was served, because tests ask wrongly
 * on purpose. Thread-safe.
 */
public final class ApiContract {
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
        var problems = new ContractProblems();
        if (operation.isEmpty()) {
            checkUnrouted(request, answer, problems);
        } else {
            var responses = operation.get().place().at("responses");
            checkAnswer(responses.at(String.valueOf(answer.status())), answer, problems);
            if (answer.status() < 300) {
                checkRequest(operation.get(), request, problems);
            }
        }
        if (!problems.isEmpty()) {
            var asked = operation.map(Operation::toString).orElse(request.method() + " " + path);
            throw new AssertionError(
                    "%s, answered %d, is not as docs/openapi.yaml has it:\n  %s"
                            .formatted(asked, answer.status(), problems));
        }
    }

    /** Of a path or a method that the document does not have. */
    private static void checkUnrouted(
            ApiRequest request, ApiAnswer answer, ContractProblems problems) {
        boolean isKnownPath = OpenApi.DOCUMENT.hasPath(request.uri().getRawPath());
        if (!isKnownPath) {
            checkUnrouted(404, "NoSuchPath", answer, problems);
        } else if (request.method().equals("OPTIONS")) {
            checkUnrouted(204, "Preflight", answer, problems);
        } else {
            checkUnrouted(405, "MethodNotAllowed", answer, problems);
        }
    }

    private static void checkUnrouted(
            int status, String response, ApiAnswer answer, ContractProblems problems) {
        if (answer.status() == status) {
            var responses = OpenApi.DOCUMENT.root().at("components").at("responses");
            checkAnswer(responses.at(response), answer, problems);
        } else {
            problems.add("undocumented, so the answer must be " + status);
        }
    }

    private static void checkAnswer(
            OpenApi.Place documented, ApiAnswer answer, ContractProblems problems) {
        var shown = ContractProblems.shortened(answer.text());
        if (!documented.exists()) {
            problems.add("undocumented status, with the body " + shown);
            return;
        }
        documented
                .at("headers")
                .below()
                .forEach(
                        it ->
                                problems.checkValues(
                                        "answer header " + it.getKey(),
                                        it.getValue(),
                                        answer.headers().allValues(it.getKey())));
        var content = documented.at("content");
        if (content.exists()) {
            problems.checkBody("answer", content, answer.headers(), answer.text());
        } else if (!answer.text().isEmpty()) {
            problems.add("answer: must have no body, has " + shown);
        }
    }

    private static void checkRequest(
            Operation operation, ApiRequest request, ContractProblems problems) {
        var query = Operation.query(request.uri().getRawQuery());
        var parts = operation.pathParts(request.uri().getRawPath()).orElseThrow();
        var undocumented = new HashSet<>(query.keySet());
        for (var parameter : operation.parameters()) {
            var name = parameter.at("name").node().asText();
            var in = parameter.at("in").node().asText();
            var values =
                    switch (in) {
                        case "query" -> query.getOrDefault(name, List.of());
                        case "path" -> List.of(parts.get(name));
                        default -> request.headers().allValues(name);
                    };
            problems.checkValues("%s parameter %s".formatted(in, name), parameter, values);
            undocumented.remove(name);
        }
        undocumented.forEach(name -> problems.add("undocumented query parameter " + name));
        var body = operation.place().at("requestBody");
        if (!request.text().isEmpty() && body.exists()) {
            problems.checkBody("request", body.at("content"), request.headers(), request.text());
        } else if (body.at("required").node().asBoolean()) {
            problems.add("request: has no body");
        }
    }
}
