package dev.memtrace.client;

/** The org has no such memory, agent or session. */
public final class NotFoundException extends MemtraceException {
    NotFoundException(String message) {
        super(message);
    }
}
