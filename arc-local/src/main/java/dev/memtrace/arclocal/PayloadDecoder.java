package dev.memtrace.arclocal;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.msgpack.core.MessagePackException;
import org.msgpack.value.ValueType;

/**
 * Turns one MessagePack payload into batches: a columnar map, a batch of such maps, or an array of
 * them. As in Arc, a bad item of an array or a batch is dropped without a word.
 */
final class PayloadDecoder {
    private final Clock clock;

    PayloadDecoder(Clock clock) {
        this.clock = clock;
    }

    List<ColumnBatch> decode(byte[] payload) {
        if (payload.length == 0) {
            throw new ArcFailure(400, "Empty payload");
        }
        try (var cursor = new Slice(payload, 0, payload.length).cursor()) {
            return switch (cursor.unpacker().getNextFormat().getValueType()) {
                case MAP -> map(cursor);
                case ARRAY -> items(cursor);
                default -> throw ArcFailure.badPayload("unsupported msgpack payload type");
            };
        } catch (IOException | MessagePackException e) {
            throw new ArcFailure(
                    400,
                    "Invalid MessagePack payload: failed to unmarshal msgpack: "
                            + e.getClass().getSimpleName(),
                    e);
        }
    }

    /** A top-level map is a batch if it has that key, whatever else it has. */
    private List<ColumnBatch> map(Cursor cursor) throws IOException {
        var fields = MapFields.scan(cursor);
        if (fields.batch().isPresent()) {
            try (var batch = fields.batch().get().cursor()) {
                return items(batch);
            }
        }
        return List.of(record(fields));
    }

    private List<ColumnBatch> items(Cursor cursor) throws IOException {
        var count = cursor.unpacker().unpackArrayHeader();
        var batches = new ArrayList<ColumnBatch>();
        for (int i = 0; i < count; i++) {
            if (cursor.unpacker().getNextFormat().getValueType() != ValueType.MAP) {
                cursor.unpacker().skipValue();
                continue;
            }
            try (var item = cursor.slice().cursor()) {
                addUnlessBad(item, batches);
            }
        }
        return batches;
    }

    private void addUnlessBad(Cursor item, List<ColumnBatch> batches) throws IOException {
        try {
            var fields = MapFields.scan(item);
            if (fields.batch().isPresent()) {
                throw new ArcFailure(
                        500,
                        "Failed to write records: unknown record type in write dispatch"
                                + " (nested batch)");
            }
            batches.add(record(fields));
        } catch (ArcFailure e) {
            if (!e.isDroppedInArrays()) {
                throw e;
            }
        } catch (MessagePackException _) {
            return; // a whole value, so the next item starts where it should
        }
    }

    private ColumnBatch record(MapFields fields) throws IOException {
        if (fields.isRow()) {
            throw new ArcFailure(
                    400, "Row format is not supported here; send 'm' and 'columns' instead");
        }
        var measurement =
                fields.measurement()
                        .orElseThrow(
                                () ->
                                        ArcFailure.badPayload(
                                                "missing required field 'm' (measurement)"));
        if (!Names.isMeasurement(measurement)) {
            throw new ArcFailure(
                    400,
                    ("invalid measurement name \"%s\": must start with a letter and contain only"
                                    + " alphanumeric characters, underscores, or hyphens")
                            .formatted(measurement));
        }
        if (fields.columns().isEmpty()) {
            throw ArcFailure.badPayload("missing required field 'fields' or 'f'");
        }
        try (var columns = fields.columns().get().cursor()) {
            return new ColumnsReader(columns, clock).read(measurement);
        }
    }
}
