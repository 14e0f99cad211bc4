package dev.memtrace.core.wire;

import java.nio.ByteBuffer;

/** What the values on the accounts topic have in common: a version, then numbers. */
final class AccountBytes {
    private AccountBytes() {}

    /**
     * What follows the version.
     *
     * @param bytesLeast of a value of this version
     * @throws UndecodableException if {@code value} is shorter, or of another version
     */
    static ByteBuffer open(byte[] value, byte version, int bytesLeast, String what) {
        if (value == null || value.length < bytesLeast || value[0] != version) {
            throw new UndecodableException(
                    what
                            + " must be at least "
                            + bytesLeast
                            + " bytes of version "
                            + version
                            + ", got "
                            + found(value));
        }
        return ByteBuffer.wrap(value, 1, value.length - 1);
    }

    private static String found(byte[] value) {
        if (value == null || value.length == 0) {
            return "none";
        }
        return value.length + " of version " + value[0];
    }
}
