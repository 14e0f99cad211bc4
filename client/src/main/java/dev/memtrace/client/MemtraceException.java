package dev.memtrace.client;

/**
 * A call that did not give what was asked for. Messages name the call and what the server said of
 * it, never an API key.
 */
public abstract sealed class MemtraceException extends RuntimeException
        permits BadRequestException,
                UnauthorizedException,
                ForbiddenException,
                NotFoundException,
                ConflictException,
                TooManyRequestsException,
                UnavailableException,
                ServerErrorException,
                AnswerNotUnderstoodException,
                CallInterruptedException {
    MemtraceException(String message) {
        super(message);
    }

    MemtraceException(String message, Throwable cause) {
        super(message, cause);
    }
}
