package dev.memtrace.arclocal;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Unpacks a body by its first bytes, whatever its headers say. */
final class Compression {
    private Compression() {}

    /**
     * Returns the payload, at most {@code bytesMax} of it; more is refused, as Arc does, with 400.
     */
    static byte[] unpack(byte[] body, long bytesMax) {
        if (isGzip(body)) {
            return read("gzip", () -> new GZIPInputStream(input(body), 64 * 1024), bytesMax);
        }
        if (isZstd(body)) {
            return read("zstd", () -> new ZstdInputStream(input(body)), bytesMax);
        }
        return body;
    }

    private static ByteArrayInputStream input(byte[] body) {
        return new ByteArrayInputStream(body);
    }

    private static boolean isGzip(byte[] body) {
        return body.length >= 2 && (body[0] & 0xff) == 0x1f && (body[1] & 0xff) == 0x8b;
    }

    private static boolean isZstd(byte[] body) {
        return body.length >= 4
                && (body[0] & 0xff) == 0x28
                && (body[1] & 0xff) == 0xb5
                && (body[2] & 0xff) == 0x2f
                && (body[3] & 0xff) == 0xfd;
    }

    private static byte[] read(String name, Opening opening, long bytesMax) {
        try (var in = opening.open()) {
            var payload = in.readNBytes((int) bytesMax);
            if (in.read() >= 0) {
                throw new ArcFailure(
                        400,
                        "Invalid %s compression: decompressed size exceeds %d bytes"
                                .formatted(name, bytesMax));
            }
            return payload;
        } catch (IOException e) {
            throw new ArcFailure(400, "Invalid " + name + " compression: " + e.getMessage(), e);
        }
    }

    /** Opens a stream; reading a header can already fail. */
    private interface Opening {
        InputStream open() throws IOException;
    }
}
