package dev.memtrace.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

/** How one try to make a call went. */
sealed interface Try {
    /** What the server said. */
    record Answered(Answer answer) implements Try {
        @Override
        public boolean mayHaveBeenDone() {
            return answer.status() != 429;
        }

        @Override
        public boolean mayPass() {
            return answer.isPassing();
        }

        @Override
        public Optional<Duration> retryAfter() {
            return answer.retryAfter();
        }
    }

    /** Nothing arrived there. */
    record NotSent(String problem, Throwable cause, boolean mayPass) implements Try {
        @Override
        public boolean mayHaveBeenDone() {
            return false;
        }
    }

    /** It may have arrived, and nobody will tell. */
    record Lost(String problem, Throwable cause) implements Try {
        @Override
        public boolean mayHaveBeenDone() {
            return true;
        }

        @Override
        public boolean mayPass() {
            return true;
        }
    }

    /** What it means that a request failed, of a client that is open. */
    static Try failed(Call call, Throwable cause) {
        return switch (cause) {
            case HttpConnectTimeoutException e -> new NotSent("nobody answers", e, true);
            case ConnectException e -> new NotSent("nothing listens", e, true);
            case SSLHandshakeException e -> new NotSent("no secure connection", e, false);
            case LimitedBody.TooLargeException e ->
                    throw new AnswerNotUnderstoodException(call.name() + ": " + e.getMessage(), e);
            case IOException e -> new Lost("the connection broke", e);
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException("sending failed", cause);
        };
    }

    /** Whether what the call asked for may have been done. */
    boolean mayHaveBeenDone();

    /** Whether another try may go better. */
    boolean mayPass();

    /** After so long it may; empty if the server does not say. */
    default Optional<Duration> retryAfter() {
        return Optional.empty();
    }
}
