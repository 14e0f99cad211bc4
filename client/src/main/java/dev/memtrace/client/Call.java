package dev.memtrace.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One call of the API, before it is sent. Immutable.
 *
 * @param headers names and values in turn
 * @param alsoWait what the server was asked to wait, on top of the usual time-out
 */
record Call(
        Side side,
        String method,
        String path,
        Optional<ObjectNode> body,
        List<String> headers,
        Repeat repeat,
        Duration alsoWait) {
    /** Whether it may be made twice. */
    enum Repeat {
        /** Twice is as once. */
        ALWAYS,
        /** Only while it is certain that nothing was done. */
        UNLESS_DONE,
        /** It asks how things are now. */
        NEVER
    }

    Call {
        headers = List.copyOf(headers);
    }

    static Call read(String path) {
        return new Call(
                Side.READS, "GET", path, Optional.empty(), List.of(), Repeat.ALWAYS, Duration.ZERO);
    }

    static Call read(Query query) {
        return read(query.toString());
    }

    /** A question that has a body. */
    static Call ask(String path, ObjectNode body) {
        return withBody(Side.READS, "POST", path, body);
    }

    static Call write(String method, String path, ObjectNode body) {
        return withBody(Side.WRITES, method, path, body);
    }

    private static Call withBody(Side side, String method, String path, ObjectNode body) {
        return new Call(
                side,
                method,
                path,
                Optional.of(body),
                List.of("Content-Type", "application/json"),
                Repeat.ALWAYS,
                Duration.ZERO);
    }

    static Call delete(String path, Repeat repeat) {
        return new Call(
                Side.WRITES, "DELETE", path, Optional.empty(), List.of(), repeat, Duration.ZERO);
    }

    /** A question about the service itself. */
    static Call probe(Side side, String path) {
        return new Call(
                side, "GET", path, Optional.empty(), List.of(), Repeat.NEVER, Duration.ZERO);
    }

    Call with(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(name);
        more.add(value);
        return new Call(side, method, path, body, more, repeat, alsoWait);
    }

    Call mayTakeAlso(Duration wait) {
        return new Call(side, method, path, body, headers, repeat, wait);
    }

    /** For messages: no query string, which may tell what is in memories. */
    String name() {
        int question = path.indexOf('?');
        return method + " " + (question < 0 ? path : path.substring(0, question));
    }
}
