package dev.memtrace.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

/**
 * Produces batches that no client of Kafka's would make, by Kafka's protocol: Produce version 9,
 * record batches of version 2, gzip.
 */
final class RawProducer {
    private static final int GZIP = 1;
    private static final int BATCH_HEAD_BYTES = 61;
    private static final int CRC_AT = 17;
    private static final int ATTRIBUTES_AT = 21;

    private RawProducer() {}

    /**
     * A record of a batch.
     *
     * @param size what it says of its own size; its real one if that is 0
     */
    record RawRecord(byte[] value, int size) {}

    /** Returns the error code of the answer, 0 for none. */
    static int produce(String bootstrapServers, String topic, List<RawRecord> records)
            throws IOException {
        int colon = bootstrapServers.lastIndexOf(':');
        try (var socket =
                        new Socket(
                                bootstrapServers.substring(0, colon),
                                Integer.parseInt(bootstrapServers.substring(colon + 1)));
                var out = new DataOutputStream(socket.getOutputStream());
                var in = new DataInputStream(socket.getInputStream())) {
            byte[] request = request(topic, batch(records));
            out.writeInt(request.length);
            out.write(request);
            out.flush();
            byte[] answer = new byte[in.readInt()];
            in.readFully(answer);
            // correlation id, tags, one topic, its name, one partition, its number
            int errorAt = 4 + 1 + 1 + 1 + topic.length() + 1 + 4;
            return ByteBuffer.wrap(answer).getShort(errorAt);
        }
    }

    private static byte[] request(String topic, byte[] batch) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeShort(0); // Produce
        out.writeShort(9);
        out.writeInt(1);
        out.writeShort(-1); // no client id
        out.writeByte(0);
        out.writeByte(0); // no transactional id
        out.writeShort(-1); // acks=all
        out.writeInt(10_000);
        out.writeByte(2); // one topic
        unsignedVarint(out, topic.length() + 1);
        out.write(topic.getBytes(UTF_8));
        out.writeByte(2); // one partition
        out.writeInt(0);
        unsignedVarint(out, batch.length + 1);
        out.write(batch);
        out.write(new byte[3]); // no tags
        return bytes.toByteArray();
    }

    private static byte[] batch(List<RawRecord> records) throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(new GZIPOutputStream(compressed))) {
            for (int i = 0; i < records.size(); i++) {
                byte[] body = body(records.get(i).value(), i);
                int size = records.get(i).size();
                varint(out, size == 0 ? body.length : size);
                out.write(body);
            }
        }
        long now = System.currentTimeMillis();
        var batch = ByteBuffer.allocate(BATCH_HEAD_BYTES + compressed.size());
        batch.putLong(0).putInt(batch.capacity() - 12).putInt(-1).put((byte) 2).putInt(0);
        batch.putShort((short) GZIP).putInt(records.size() - 1).putLong(now).putLong(now);
        batch.putLong(-1).putShort((short) -1).putInt(-1).putInt(records.size());
        batch.put(compressed.toByteArray());
        var crc = new CRC32C();
        crc.update(batch.array(), ATTRIBUTES_AT, batch.capacity() - ATTRIBUTES_AT);
        batch.putInt(CRC_AT, (int) crc.getValue());
        return batch.array();
    }

    private static byte[] body(byte[] value, int offset) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeByte(0); // attributes
        varint(out, 0); // time
        varint(out, offset);
        varint(out, -1); // no key
        varint(out, value.length);
        out.write(value);
        varint(out, 0); // no headers
        return bytes.toByteArray();
    }

    private static void varint(DataOutputStream out, int number) throws IOException {
        unsignedVarint(out, (number << 1) ^ (number >> 31));
    }

    private static void unsignedVarint(DataOutputStream out, int number) throws IOException {
        int left = number;
        while ((left & ~0x7f) != 0) {
            out.writeByte((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.writeByte(left);
    }
}
