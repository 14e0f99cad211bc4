package dev.memtrace.core.service;

import io.helidon.http.Status;

/** What can go wrong with a request. The names are ours; clients see the status and a sentence. */
public enum ApiError {
    INVALID(Status.BAD_REQUEST_400),
    UNAUTHENTICATED(Status.UNAUTHORIZED_401),
    FORBIDDEN(Status.FORBIDDEN_403),
    NOT_FOUND(Status.NOT_FOUND_404),
    METHOD_NOT_ALLOWED(Status.METHOD_NOT_ALLOWED_405),
    CONFLICT(Status.CONFLICT_409),
    TOO_LARGE(Status.REQUEST_ENTITY_TOO_LARGE_413),
    UNSUPPORTED_MEDIA_TYPE(Status.UNSUPPORTED_MEDIA_TYPE_415),
    OVER_QUOTA(Status.TOO_MANY_REQUESTS_429),
    INTERNAL(Status.INTERNAL_SERVER_ERROR_500),
    OVERLOADED(Status.SERVICE_UNAVAILABLE_503),
    UNAVAILABLE(Status.SERVICE_UNAVAILABLE_503);

    @SuppressWarnings("ImmutableEnumChecker") // Status is immutable, only not annotated so
    private final Status status;

    ApiError(Status status) {
        this.status = status;
    }

    public Status status() {
        return status;
    }
}
