package dev.memtrace.core.service;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * From where browsers may call.
 *
 * @param named as {@code server.cors_origins} has them; {@code *} stands for anywhere
 */
record Origins(Set<String> named) {
    Origins {
        named = Set.copyOf(named);
    }

    /** What an answer to a request with such headers tells a browser. */
    List<Header> answering(Headers request) {
        return allowed(request.first(HeaderNames.ORIGIN)).map(Origins::headers).orElse(List.of());
    }

    /**
     * What {@code Access-Control-Allow-Origin} says to a page of {@code origin}; empty if it may
     * not call.
     */
    Optional<String> allowed(Optional<String> origin) {
        return named.contains("*") ? Optional.of("*") : origin.filter(named::contains);
    }

    private static List<Header> headers(String allowed) {
        var allow = HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
        return allowed.equals("*")
                ? List.of(allow)
                : List.of(allow, HeaderValues.create(HeaderNames.VARY, "Origin"));
    }
}
