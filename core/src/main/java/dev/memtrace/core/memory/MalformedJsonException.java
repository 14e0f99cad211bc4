package dev.memtrace.core.memory;

import com.fasterxml.jackson.core.JsonProcessingException;

/** A body that is not the JSON it should be. The message says where, and never repeats the body. */
public final class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedJsonException(String message) {
        super(message);
    }

    /** Names line and column; the parser's own message is left out because it quotes the body. */
    public static MalformedJsonException at(JsonProcessingException e) {
        var at = e.getLocation();
        return new MalformedJsonException(
                at == null
                        ? "the body is not valid JSON"
                        : "the body is not valid JSON at line "
                                + at.getLineNr()
                                + ", column "
                                + at.getColumnNr());
    }
}
