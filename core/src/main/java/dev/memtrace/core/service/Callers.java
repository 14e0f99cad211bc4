package dev.memtrace.core.service;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Locale;
import java.util.Optional;

/** Who calls, by the key that a request carries. Thread-safe. */
record Callers(Authenticator authenticator) {
    private static final String BEARER = "bearer ";

    /** Who calls, on a route that is open to all; an unknown key is as good as none there. */
    Optional<Principal> known(ServerRequest request) {
        return apiKey(request).flatMap(authenticator::principalOf);
    }

    /**
     * Who calls, on a route that needs {@code permission}.
     *
     * @throws ApiException 401 or 403, if nobody is known who may
     */
    Principal authorized(ServerRequest request, Permission permission) {
        var principal = required(request);
        if (!principal.may(permission)) {
            throw new ApiException(
                    ApiError.FORBIDDEN,
                    "this API key lacks the permission: "
                            + permission.name().toLowerCase(Locale.ROOT));
        }
        return principal;
    }

    private Principal required(ServerRequest request) {
        var key = apiKey(request);
        return key.isEmpty()
                ? authenticator
                        .anonymous()
                        .orElseThrow(
                                () -> new ApiException(ApiError.UNAUTHENTICATED, "missing API key"))
                : authenticator
                        .principalOf(key.get())
                        .orElseThrow(
                                () ->
                                        new ApiException(
                                                ApiError.UNAUTHENTICATED, "invalid API key"));
    }

    private static Optional<String> apiKey(ServerRequest request) {
        var headers = request.headers();
        return headers.first(HeaderNames.create("x-api-key"))
                .or(
                        () ->
                                headers.first(HeaderNames.AUTHORIZATION)
                                        .filter(
                                                value ->
                                                        value.toLowerCase(Locale.ROOT)
                                                                .startsWith(BEARER))
                                        .map(value -> value.substring(BEARER.length())))
                .map(String::strip)
                .filter(key -> !key.isEmpty());
    }
}
