package dev.memtrace.query;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A place in a list as text that clients hand back unread: version (1), kind of list (1), the
 * place, check (4), in base64url. The check covers the org and the filter, so that a cursor of
 * another caller's or another list's is told from a good one; it guards against mistakes, not
 * against forgery, from which nothing could be gained.
 */
final class CursorText {
    private static final byte VERSION = 1;
    private static final int LIST = 1;
    private static final int PLACE = 2;
    private static final int CHECK_BYTES = 4;

    private CursorText() {}

    static String encode(PagedList list, byte[] place) {
        var bytes =
                ByteBuffer.allocate(PLACE + place.length + CHECK_BYTES)
                        .put(VERSION)
                        .put(list.code())
                        .put(place);
        bytes.putInt(check(list, bytes.array()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** The place; empty if {@code text} is not a cursor that was made for this list. */
    static Optional<byte[]> decode(PagedList list, String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int end = bytes.length - CHECK_BYTES;
        if (end < PLACE
                || bytes[0] != VERSION
                || bytes[LIST] != list.code()
                || ByteBuffer.wrap(bytes).getInt(end) != check(list, bytes)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(bytes, PLACE, end));
    }

    private static int check(PagedList list, byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - CHECK_BYTES);
        crc.update(list.org().value().getBytes(US_ASCII));
        if (!list.filter().isEmpty()) {
            crc.update('\n'); // in no org's id, so the two cannot be taken for one
            crc.update(list.filter().getBytes(US_ASCII));
        }
        return (int) crc.getValue();
    }
}
