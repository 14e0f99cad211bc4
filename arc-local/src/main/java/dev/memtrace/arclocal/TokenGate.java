package dev.memtrace.arclocal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/** Lets nobody without the token past, except to the routes that Arc shows everyone. */
final class TokenGate implements Filter {
    private static final HeaderName API_KEY = HeaderNames.create("x-api-key");
    private static final Set<String> PUBLIC = Set.of("/health", "/ready", "/api/v1/auth/verify");

    private final Optional<String> token;

    TokenGate(Optional<String> token) {
        this.token = token;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (token.isPresent() && !PUBLIC.contains(request.prologue().uriPath().path())) {
            var given = given(request.headers());
            if (given.isEmpty()) {
                throw new ArcFailure(401, "Authentication required");
            }
            if (!isRight(given.get())) {
                throw new ArcFailure(401, "Invalid or expired token");
            }
        }
        chain.proceed();
    }

    Optional<String> given(ServerRequestHeaders headers) {
        return headers.first(HeaderNames.AUTHORIZATION)
                .map(TokenGate::withoutScheme)
                .or(() -> headers.first(API_KEY))
                .filter(it -> !it.isBlank());
    }

    private static String withoutScheme(String value) {
        var space = value.indexOf(' ');
        var scheme = space < 0 ? "" : value.substring(0, space);
        return scheme.equalsIgnoreCase("Bearer") || scheme.equalsIgnoreCase("Token")
                ? value.substring(space + 1).strip()
                : value;
    }

    /** Without a token of its own, the server takes any. */
    boolean isRight(String given) {
        return token.isEmpty()
                || MessageDigest.isEqual(given.getBytes(UTF_8), token.get().getBytes(UTF_8));
    }
}
