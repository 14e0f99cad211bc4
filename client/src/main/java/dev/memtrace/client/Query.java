package dev.memtrace.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;

/** A path with its query string. One thread. */
final class Query {
    private final String path;
    private final List<String> parameters = new ArrayList<>();

    Query(String path) {
        this.path = path;
    }

    Query add(String name, String value) {
        parameters.add(name + "=" + encoded(value));
        return this;
    }

    /** What may stand between two slashes. */
    static String part(String field, String text) {
        return encoded(Checks.requireSome(field, text));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return parameters.isEmpty() ? path : path + "?" + String.join("&", parameters);
    }
}
