package dev.memtrace.core.access;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Passwords that nobody has to remember. */
public final class Passwords {
    private static final int BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Passwords() {}

    /** A new one, of letters and digits. Thread-safe. */
    public static String generate() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
