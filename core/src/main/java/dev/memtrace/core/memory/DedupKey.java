package dev.memtrace.core.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What makes two memories of one org the same: given by the client, or computed from agent, event
 * type and content.
 */
public record DedupKey(String value) {
    /** Longest key in characters. */
    public static final int LENGTH_MAX = 256;

    /** What a value must look like, in words for error messages. */
    public static final String RULE = "1 to 256 characters without control characters";

    private static final int COMPUTED_BYTES = 16;

    public DedupKey {
        Names.requireValid(isValid(value), value, "a dedup key", RULE);
    }

    /** Whether {@code text} could be one. */
    public static boolean isValid(String text) {
        return !text.isEmpty()
                && text.length() <= LENGTH_MAX
                && text.chars().noneMatch(Character::isISOControl);
    }

    /**
     * The key of a memory that came without one: the first 32 hex digits of SHA-256 over {@code
     * agent|event_type|content}.
     *
     * @param contentBytesMax how many bytes of UTF-8 content count; 0 means all. The original
     *     counts 200, which on real agent logs takes some different memories for one
     */
    public static DedupKey computed(
            AgentId agent, EventType eventType, String content, int contentBytesMax) {
        var sha = Sha256.instance();
        sha.update(agent.value().getBytes(UTF_8));
        sha.update((byte) '|');
        sha.update(eventType.value().getBytes(UTF_8));
        sha.update((byte) '|');
        updateWithStart(sha, content, contentBytesMax);
        return new DedupKey(HexFormat.of().formatHex(sha.digest(), 0, COMPUTED_BYTES));
    }

    private static void updateWithStart(MessageDigest sha, String content, int bytesMax) {
        // One char makes at least one byte, so there is no need to encode more chars than bytes are
        // wanted; one more
        // keeps a surrogate pair whole that the cut would otherwise turn into a question mark.
        boolean cut = bytesMax > 0 && content.length() > bytesMax;
        var bytes =
                (cut ? content.substring(0, Math.min(content.length(), bytesMax + 1)) : content)
                        .getBytes(UTF_8);
        sha.update(bytes, 0, bytesMax > 0 ? Math.min(bytesMax, bytes.length) : bytes.length);
    }

    @Override
    public String toString() {
        return value;
    }
}
