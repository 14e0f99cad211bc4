package dev.memtrace.core.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/** A body that is not the JSON it should be. The message says where, and never repeats the body. */
public final class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedJsonException(String message) {
        super(message);
    }

    /** Names line and column; the parser's own message is left out because it quotes the body. */
    public static MalformedJsonException at(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            return new MalformedJsonException(
                    "the body passes a limit of JSON: nested at most 1,000 deep, names of at most"
                            + " 50,000 characters, numbers of at most 1,000 digits");
        }
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
