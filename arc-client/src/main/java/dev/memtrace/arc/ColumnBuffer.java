package dev.memtrace.arc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * MessagePack values, one behind the other, in memory that is kept for the next batch. Used by one
 * thread.
 *
 * <p>Written by hand so that a text goes into its column without a copy in between.
 */
final class ColumnBuffer {
    private static final int HEADER_BYTES_MAX = 5;

    private byte[] bytes = new byte[256];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, size);
    }

    void putText(String text) {
        ensure(HEADER_BYTES_MAX + text.length());
        var start = size;
        putTextHeader(text.length());
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c >= 0x80) {
                size = start;
                putEncoded(text.getBytes(UTF_8));
                return;
            }
            bytes[size++] = (byte) c; // ASCII, as most texts are: no copy in between
        }
    }

    private void putEncoded(byte[] utf8) {
        ensure(HEADER_BYTES_MAX + utf8.length);
        putTextHeader(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    private void putTextHeader(int length) {
        if (length < 32) {
            bytes[size++] = (byte) (0xa0 | length);
        } else if (length < 256) {
            bytes[size++] = (byte) 0xd9;
            bytes[size++] = (byte) length;
        } else if (length < 65_536) {
            bytes[size++] = (byte) 0xda;
            putBigEndian(length, 2);
        } else {
            bytes[size++] = (byte) 0xdb;
            putBigEndian(length, 4);
        }
    }

    /** Always as a whole number of eight bytes, except for small ones that are not negative. */
    void putLong(long value) {
        ensure(9);
        if (value >= 0 && value < 128) {
            bytes[size++] = (byte) value;
        } else {
            bytes[size++] = (byte) 0xd3;
            putBigEndian(value, 8);
        }
    }

    /** Always as a float, also 1.0: Arc takes the type of a column from its first value. */
    void putDouble(double value) {
        ensure(9);
        bytes[size++] = (byte) 0xcb;
        putBigEndian(Double.doubleToRawLongBits(value), 8);
    }

    void putMapHeader(int entries) {
        ensure(HEADER_BYTES_MAX);
        bytes[size++] = (byte) 0xdf;
        putBigEndian(entries, 4);
    }

    void putArrayHeader(int values) {
        ensure(HEADER_BYTES_MAX);
        bytes[size++] = (byte) 0xdd;
        putBigEndian(values, 4);
    }

    private void putBigEndian(long value, int width) {
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
