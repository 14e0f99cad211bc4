package dev.memtrace.core.service;

import io.helidon.http.Method;
import java.util.Optional;

/**
 * One thing that a service answers.
 *
 * @param path as Helidon matches it: {@code /api/v1/memories/{id}}
 * @param permission what the caller's key must have; empty if no key is needed
 */
public record Route(
        Method method, String path, Optional<Permission> permission, Endpoint endpoint) {
    /** Answers a request; runs on a virtual thread and may block. */
    @FunctionalInterface
    public interface Endpoint {
        /**
         * Answers {@code call}.
         *
         * @throws ApiException for every answer that is an error
         */
        void answer(Call call);
    }

    public static Route open(Method method, String path, Endpoint endpoint) {
        return new Route(method, path, Optional.empty(), endpoint);
    }

    public static Route reading(Method method, String path, Endpoint endpoint) {
        return new Route(method, path, Optional.of(Permission.READ), endpoint);
    }

    public static Route writing(Method method, String path, Endpoint endpoint) {
        return new Route(method, path, Optional.of(Permission.WRITE), endpoint);
    }

    public static Route administering(Method method, String path, Endpoint endpoint) {
        return new Route(method, path, Optional.of(Permission.ADMIN), endpoint);
    }
}
