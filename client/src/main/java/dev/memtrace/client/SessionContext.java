package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

/**
 * A session's history, ready for a prompt.
 *
 * @param sessionId whose history it is
 * @param markdown a heading, and then sections, each only if it has memories
 * @param memories how many it shows
 */
public record SessionContext(String sessionId, String markdown, long memories) {
    /** None of it may be {@code null}. */
    public SessionContext {
        requireNonNull(sessionId, "sessionId");
        requireNonNull(markdown, "markdown");
    }

    static SessionContext of(Fields fields) {
        return new SessionContext(
                fields.text("session_id"), fields.text("context"), fields.count("memory_count"));
    }
}
