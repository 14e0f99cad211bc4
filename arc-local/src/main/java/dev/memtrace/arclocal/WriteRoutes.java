package dev.memtrace.arclocal;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/** {@code /api/v1/write}: batches in, counters out. */
final class WriteRoutes implements HttpService {
    private static final int DECODED_AT_ONCE_MAX = 4;

    private final Intake intake;
    private final PayloadDecoder decoder;
    private final Faults faults;
    private final long payloadBytesMax;
    private final Semaphore decoding = new Semaphore(DECODED_AT_ONCE_MAX, true);

    WriteRoutes(Intake intake, PayloadDecoder decoder, Faults faults, long payloadBytesMax) {
        this.intake = intake;
        this.decoder = decoder;
        this.faults = faults;
        this.payloadBytesMax = payloadBytesMax;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/msgpack", this::write)
                .get("/msgpack/stats", this::stats)
                .post("/line-protocol/flush", this::flush);
    }

    private void write(ServerRequest request, ServerResponse response) {
        var body = Bodies.read(request, payloadBytesMax);
        var fault = faults.nextWrite();
        if (fault.isPresent()) {
            write(request, body, fault.get(), response);
        } else {
            store(request, body);
            response.status(Status.NO_CONTENT_204).send();
        }
    }

    private void write(ServerRequest request, byte[] body, Fault fault, ServerResponse response) {
        switch (fault) {
            case Fault.Refuse(int status, String text) -> Json.sendText(response, status, text);
            case Fault.StoreThenRefuse(int status, String text) -> {
                store(request, body);
                Json.sendText(response, status, text);
            }
            case Fault.StoreThenStall() -> {
                store(request, body);
                throw faults.stall();
            }
            case Fault.Stall() -> throw faults.stall();
            case Fault.Delay(var time) -> {
                faults.await(time);
                store(request, body);
                response.status(Status.NO_CONTENT_204).send();
            }
        }
    }

    private void store(ServerRequest request, byte[] body) {
        if (body.length == 0) {
            throw new ArcFailure(400, "Empty payload");
        }
        var database = Headers.database(request).orElse(Names.DEFAULT_DATABASE);
        if (!Names.isWrittenDatabase(database)) {
            throw new ArcFailure(
                    400,
                    "invalid database name: must start with a letter and contain only alphanumeric"
                            + " characters, underscores, or hyphens (max 64 characters)");
        }
        // Unpacked bodies are large, and two cores decode no faster for having more of them.
        decoding.acquireUninterruptibly();
        try {
            var batches = decoder.decode(Compression.unpack(body, payloadBytesMax));
            intake.accept(new Intake.Arrival(database, batches, body));
        } finally {
            decoding.release();
        }
    }

    private void stats(ServerRequest request, ServerResponse response) {
        var counts = intake.counts();
        var buffer = new TreeMap<String, Object>();
        buffer.put("total_records_buffered", counts.buffered());
        buffer.put("total_records_written", counts.written());
        buffer.put("total_flushes", counts.flushes());
        buffer.put("total_errors", counts.errors());
        buffer.put("total_wal_errors", 0);
        buffer.put("total_wal_dropped", 0);
        buffer.put("total_schema_churn_exceeded", 0);
        buffer.put("active_buffers", counts.activeBuffers());
        buffer.put("flush_queue_depth", 0);
        Json.send(response, 200, Map.of("buffer", buffer));
    }

    private void flush(ServerRequest request, ServerResponse response) {
        intake.flush();
        Json.send(response, 200, Map.of("status", "success", "message", "All buffers flushed"));
    }
}
