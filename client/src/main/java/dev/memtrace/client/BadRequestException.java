package dev.memtrace.client;

import java.util.List;

/**
 * The request is wrong in itself, and will be when it is sent again. Nothing was done. {@link
 * MemoryProducer} throws it, too, for what it sees before it sends.
 */
public final class BadRequestException extends MemtraceException {
    private final int status;
    private final List<Problem> problems;

    BadRequestException(int status, String message, List<Problem> problems) {
        super(message);
        this.status = status;
        this.problems = List.copyOf(problems);
    }

    /**
     * The status of the answer: 400, 413 if the body is too large for the server, or another of
     * this family; 400 also for what was never sent.
     */
    public int status() {
        return status;
    }

    /** Each problem with a memory, the first 100 of them; empty if it is about something else. */
    public List<Problem> problems() {
        return problems;
    }
}
