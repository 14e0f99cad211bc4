package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arc.Sql;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.msgpack.core.MessagePack;

/** Rows as the original wrote them: without ids, and without columns that it never needed. */
final class OriginalRows {
    private static final List<String> TEXTS =
            List.of(
                    "org_id",
                    "agent_id",
                    "memory_type",
                    "event_type",
                    "content",
                    "tags_csv",
                    "dedup_key");

    private OriginalRows() {}

    /** Of org_a, all at the same moment. */
    static void store(QueryBench bench, String agent, String... contents)
            throws IOException, InterruptedException {
        var packer = MessagePack.newDefaultBufferPacker();
        packer.packMapHeader(2).packString("m").packString("events").packString("columns");
        packer.packMapHeader(TEXTS.size() + 1).packString("time").packArrayHeader(contents.length);
        for (var _ : contents) {
            packer.packLong(Sql.micros(NOON.minusSeconds(60)));
        }
        for (var column : TEXTS) {
            packer.packString(column).packArrayHeader(contents.length);
            for (var content : contents) {
                packer.packString(
                        switch (column) {
                            case "org_id" -> "org_a";
                            case "agent_id" -> agent;
                            case "memory_type" -> "episodic";
                            case "event_type" -> "general";
                            case "tags_csv" -> "prod,x";
                            case "dedup_key" -> "key";
                            default -> content;
                        });
            }
        }
        try (var http = HttpClient.newHttpClient()) {
            var uri = bench.arc.uri().resolve("/api/v1/write/msgpack");
            var body = HttpRequest.BodyPublishers.ofByteArray(packer.toByteArray());
            var request =
                    HttpRequest.newBuilder(uri).header("x-arc-database", "memtrace").POST(body);
            var response = http.send(request.build(), HttpResponse.BodyHandlers.discarding());
            assertThat(response.statusCode()).isEqualTo(204);
        }
    }
}
