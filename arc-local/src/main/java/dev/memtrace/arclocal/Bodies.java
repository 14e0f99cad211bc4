package dev.memtrace.arclocal;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;

/** Reads bodies no further than they may go. */
final class Bodies {
    private Bodies() {}

    static byte[] read(ServerRequest request, long bytesMax) {
        if (request.headers().contentLength().orElse(0) > bytesMax) {
            throw tooLarge(bytesMax);
        }
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (var in = request.content().inputStream()) {
            var body = in.readNBytes((int) bytesMax + 1);
            if (body.length > bytesMax) {
                throw tooLarge(bytesMax);
            }
            return body;
        } catch (IOException | InsufficientDataAvailableException e) { // the client went away
            throw new ArcFailure(400, "Invalid request body: cut short", e);
        }
    }

    private static ArcFailure tooLarge(long bytesMax) {
        return new ArcFailure(
                413,
                "Payload too large (max %d bytes). Consider batching into smaller requests."
                        .formatted(bytesMax));
    }
}
