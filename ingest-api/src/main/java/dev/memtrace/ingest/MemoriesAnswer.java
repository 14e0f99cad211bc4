package dev.memtrace.ingest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryJson;
import dev.memtrace.core.service.ApiError;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.Call;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.service.Preference;
import dev.memtrace.core.wire.Verdict;
import io.helidon.http.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * What a client is told about its memories, with the verdicts in the order of the memories; empty
 * where none is known.
 */
record MemoriesAnswer(List<Memory> memories, List<Optional<Verdict>> verdicts, boolean isAsync) {
    private static final int BYTES_PER_MEMORY = 512;

    /** Writes a piece of JSON. */
    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    void sendSingle(Call call) {
        var memory = memories.getFirst();
        switch (verdicts.getFirst().orElse(null)) {
            case null -> {
                call.with("Location", "/api/v1/memories/" + memory.id() + "/status");
                sendPending(call, json -> MemoryJson.write(json, memory));
            }
            case Verdict.Accepted() ->
                    call.send(Status.CREATED_201, bytes(json -> MemoryJson.write(json, memory)));
            case Verdict.Duplicate(var original, var isSameContent) ->
                    throw new ApiException(ApiError.CONFLICT, "duplicate memory")
                            .and(
                                    "duplicate_of",
                                    Json.MAPPER.getNodeFactory().textNode(original.toString()))
                            .and(
                                    "same_content",
                                    Json.MAPPER.getNodeFactory().booleanNode(isSameContent));
        }
    }

    void sendBatch(Call call) {
        boolean isComplete = verdicts.stream().allMatch(Optional::isPresent);
        if (isComplete) {
            call.send(Status.CREATED_201, bytes(json -> writeBatch(json, false)));
        } else {
            sendPending(call, json -> writeBatch(json, true));
        }
    }

    private void sendPending(Call call, Writing body) {
        if (isAsync) {
            call.with(Preference.APPLIED_HEADER, Preference.RESPOND_ASYNC);
        }
        call.send(Status.ACCEPTED_202, bytes(body));
    }

    private void writeBatch(JsonGenerator json, boolean withPending) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("memories");
        int accepted = 0;
        for (int i = 0; i < memories.size(); i++) {
            if (verdicts.get(i).orElse(null) instanceof Verdict.Accepted) {
                MemoryJson.write(json, memories.get(i));
                accepted++;
            }
        }
        json.writeEndArray();
        json.writeNumberField("count", accepted);
        writeDuplicates(json);
        if (withPending) {
            writePending(json);
        }
        json.writeEndObject();
    }

    private void writeDuplicates(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("duplicates");
        for (int i = 0; i < memories.size(); i++) {
            if (verdicts.get(i).orElse(null)
                    instanceof Verdict.Duplicate(var original, var isSameContent)) {
                json.writeStartObject();
                json.writeNumberField("index", i);
                json.writeStringField("id", memories.get(i).id().toString());
                json.writeStringField("duplicate_of", original.toString());
                json.writeBooleanField("same_content", isSameContent);
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private void writePending(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("pending");
        for (int i = 0; i < memories.size(); i++) {
            if (verdicts.get(i).isEmpty()) {
                json.writeStartObject();
                json.writeNumberField("index", i);
                json.writeStringField("id", memories.get(i).id().toString());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private byte[] bytes(Writing body) {
        var out = new ByteArrayOutputStream(BYTES_PER_MEMORY * memories.size());
        try (var json = Json.MAPPER.createGenerator(out)) {
            body.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
        return out.toByteArray();
    }
}
