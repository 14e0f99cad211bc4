package dev.memtrace.core.memory;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every Java platform has. */
public final class Sha256 {
    private Sha256() {}

    /** The digest of {@code bytes}, 32 of them. */
    public static byte[] of(byte[] bytes) {
        return instance().digest(bytes);
    }

    static MessageDigest instance() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
