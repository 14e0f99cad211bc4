package dev.memtrace.core.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The two digests by which repeats are found and told from conflicts. */
public final class Identity {
    /** Length of a record key on the memory topics. */
    public static final int DIGEST_BYTES = 16;

    private Identity() {}

    /**
     * The record key on the memory topics: 16 bytes of SHA-256 over org and dedup key. Repeats meet
     * in one partition, two orgs never share a key.
     */
    public static byte[] digest(OrgId org, DedupKey key) {
        var sha = Sha256.instance();
        sha.update(org.value().getBytes(UTF_8));
        // An org id has no zero byte, so no two (org, key) pairs run together to the same text.
        sha.update((byte) 0);
        sha.update(key.value().getBytes(UTF_8));
        return Arrays.copyOf(sha.digest(), DIGEST_BYTES);
    }

    /**
     * Eight bytes of SHA-256 over the content: tells a repeat (same) from a conflict (same key,
     * other content).
     */
    public static long fingerprint(String content) {
        return ByteBuffer.wrap(Sha256.of(content.getBytes(UTF_8))).getLong();
    }
}
