package dev.memtrace.inbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.CodingErrorAction;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/** Writes msgpack as the JSON that says the same, so that one parser checks both. */
final class MsgpackJson {
    /** An emoji escaped as two halves takes three times its bytes, and metadata has a limit. */
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build();

    /** As deep as the JSON parser reads. */
    private static final int DEPTH_MAX = 1_000;

    /** A few bytes of msgpack can say a lot in JSON: {@code \\u0000} is six for one. */
    private static final int JSON_BYTES_MAX = 8 * 1024 * 1024;

    private static final MessagePack.UnpackerConfig STRICT =
            new MessagePack.UnpackerConfig()
                    .withActionOnMalformedString(CodingErrorAction.REPORT)
                    .withActionOnUnmappableString(CodingErrorAction.REPORT)
                    .withStringSizeLimit(InboxCheck.VALUE_BYTES_MAX);

    private MsgpackJson() {}

    /**
     * The same as JSON.
     *
     * @throws UnfitRecordException if it is not msgpack, or says what JSON cannot
     */
    static byte[] of(byte[] value) {
        var bytes = new ByteArrayOutputStream(value.length * 2);
        try (var unpacker = STRICT.newUnpacker(value);
                var json = JSON.createGenerator(bytes)) {
            write(unpacker, json, 0);
            if (unpacker.hasNext()) {
                throw new UnfitRecordException("the value goes on after the msgpack map");
            }
        } catch (IOException | MessagePackException e) {
            throw new UnfitRecordException("the value is not valid msgpack");
        }
        if (bytes.size() > JSON_BYTES_MAX) {
            throw new UnfitRecordException("the value is more than 8 MiB when written as JSON");
        }
        return bytes.toByteArray();
    }

    private static void write(MessageUnpacker from, JsonGenerator json, int depth)
            throws IOException {
        if (depth >= DEPTH_MAX) {
            throw new UnfitRecordException("the value is nested more than 1,000 deep");
        }
        switch (from.getNextFormat().getValueType()) {
            case NIL -> {
                from.unpackNil();
                json.writeNull();
            }
            case BOOLEAN -> json.writeBoolean(from.unpackBoolean());
            case INTEGER -> json.writeNumber(from.unpackBigInteger());
            case FLOAT -> writeFloat(from.unpackDouble(), json);
            case STRING -> json.writeString(from.unpackString());
            case ARRAY -> {
                json.writeStartArray();
                for (int left = from.unpackArrayHeader(); left > 0; left--) {
                    write(from, json, depth + 1);
                }
                json.writeEndArray();
            }
            case MAP -> {
                json.writeStartObject();
                for (int left = from.unpackMapHeader(); left > 0; left--) {
                    json.writeFieldName(name(from));
                    write(from, json, depth + 1);
                }
                json.writeEndObject();
            }
            case BINARY, EXTENSION ->
                    throw new UnfitRecordException(
                            "the value has binary or extension types of msgpack, which are not"
                                    + " taken; times are ISO 8601 text");
        }
    }

    private static String name(MessageUnpacker from) throws IOException {
        if (!from.getNextFormat().getValueType().isStringType()) {
            throw new UnfitRecordException("the keys of msgpack maps must be strings");
        }
        return from.unpackString();
    }

    private static void writeFloat(double number, JsonGenerator json) throws IOException {
        if (!Double.isFinite(number)) {
            throw new UnfitRecordException("the value has a number that is not finite");
        }
        json.writeNumber(number);
    }
}
