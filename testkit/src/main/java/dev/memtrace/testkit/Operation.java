package dev.memtrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A method of a path, as docs/openapi.yaml has it. Immutable. */
final class Operation {
    private final String method;
    private final String path;
    private final OpenApi.Place place;
    private final OpenApi.Place item;

    /**
     * @param key the method, in small letters as the document has it
     */
    Operation(OpenApi document, String key, String path) {
        this.method = key.toUpperCase(Locale.ROOT);
        this.path = path;
        this.item = document.root().at("paths").at(path);
        this.place = item.at(key);
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    OpenApi.Place place() {
        return place;
    }

    /** Whether it may be called without a key. */
    boolean isOpen() {
        var security = place.at("security").node();
        return security.isArray()
                && (security.isEmpty() || security.valueStream().anyMatch(it -> it.isEmpty()));
    }

    /** Parameters of the operation and of its path. */
    List<OpenApi.Place> parameters() {
        return Stream.of(place, item)
                .map(it -> it.at("parameters"))
                .filter(OpenApi.Place::exists)
                .flatMap(OpenApi.Place::below)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** What stands in {@code raw} for the braces of the path; empty if it is another path. */
    Optional<Map<String, String>> pathParts(String raw) {
        var names = path.split("/", -1);
        var values = raw.split("/", -1);
        if (names.length != values.length) {
            return Optional.empty();
        }
        var parts = new HashMap<String, String>();
        for (int i = 0; i < names.length; i++) {
            if (names[i].startsWith("{") && !values[i].isEmpty()) {
                var name = names[i].substring(1, names[i].length() - 1);
                parts.put(name, URLDecoder.decode(values[i].replace("+", "%2B"), UTF_8));
            } else if (!names[i].equals(values[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(parts);
    }

    /** The parameters of a query string, each with all its values. */
    static Map<String, List<String>> query(String raw) {
        var values = new HashMap<String, List<String>>();
        Stream.of(Optional.ofNullable(raw).orElse("").split("&"))
                .filter(it -> !it.isEmpty())
                .map(it -> it.split("=", 2))
                .forEach(
                        it ->
                                values.computeIfAbsent(decoded(it[0]), _ -> new ArrayList<>())
                                        .add(it.length > 1 ? decoded(it[1]) : ""));
        return values;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + path + " (" + place.at("operationId").node().asText() + ")";
    }
}
