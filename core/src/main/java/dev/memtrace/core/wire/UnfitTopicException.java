package dev.memtrace.core.wire;

import java.util.List;

/** Topics exist whose settings would lose or double memories. */
public final class UnfitTopicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnfitTopicException(List<String> problems) {
        super(String.join("; ", problems));
    }
}
