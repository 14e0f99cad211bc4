package dev.memtrace.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.MemoryId;
import java.nio.ByteBuffer;
import java.util.ArrayList;

/** The byte layout of replies. */
final class ReplyCodec {
    static final int PARTITION = 2;

    private static final byte VERSION = 1;
    private static final byte VERDICTS = 1;
    private static final byte DECIDED = 2;
    private static final int HEAD_BYTES = 12;

    private static final byte ACCEPTED = 0;
    private static final byte REPEAT = 1;
    private static final byte CONFLICT = 2;

    private ReplyCodec() {}

    @SuppressWarnings("ByteBufferBackingArray") // head() allocates exactly the reply
    static byte[] encode(Reply reply) {
        return switch (reply) {
            case Reply.Verdicts verdicts -> encodeVerdicts(verdicts);
            case Reply.Decided decided -> {
                var json = decided.decision().getBytes(UTF_8);
                yield head(DECIDED, decided.to(), HEAD_BYTES + json.length).put(json).array();
            }
        };
    }

    @SuppressWarnings("ByteBufferBackingArray") // head() allocates exactly the reply
    private static byte[] encodeVerdicts(Reply.Verdicts verdicts) {
        int bytes = HEAD_BYTES + 4;
        for (var item : verdicts.items()) {
            bytes += 5 + (item.verdict() instanceof Verdict.Duplicate ? MemoryId.BYTES : 0);
        }
        var out = head(VERDICTS, verdicts.to(), bytes).putInt(verdicts.items().size());
        for (var item : verdicts.items()) {
            out.putInt(item.index());
            switch (item.verdict()) {
                case Verdict.Accepted() -> out.put(ACCEPTED);
                case Verdict.Duplicate(var original, var isSameContent) ->
                        out.put(isSameContent ? REPEAT : CONFLICT)
                                .putLong(original.high())
                                .putLong(original.low());
            }
        }
        return out.array();
    }

    private static ByteBuffer head(byte kind, ReplyAddress to, int bytes) {
        return ByteBuffer.allocate(bytes)
                .put(VERSION)
                .put(kind)
                .putShort((short) to.partition())
                .putLong(to.request());
    }

    static Reply decode(ByteBuffer in) {
        byte version = in.get();
        if (version != VERSION) {
            throw new UndecodableException(
                    "version of a reply must be " + VERSION + ", got " + version);
        }
        byte kind = in.get();
        var to = new ReplyAddress(in.getShort(), in.getLong());
        return switch (kind) {
            case VERDICTS -> decodeVerdicts(to, in);
            case DECIDED -> {
                var json = new byte[in.remaining()];
                in.get(json);
                yield new Reply.Decided(to, new String(json, UTF_8));
            }
            default ->
                    throw new UndecodableException("kind of a reply must be 1 or 2, got " + kind);
        };
    }

    private static Reply decodeVerdicts(ReplyAddress to, ByteBuffer in) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining()) {
            throw new UndecodableException("a reply cannot hold " + count + " verdicts");
        }
        var items = new ArrayList<Reply.Item>(count);
        for (int i = 0; i < count; i++) {
            int index = in.getInt();
            byte kind = in.get();
            items.add(
                    new Reply.Item(
                            index,
                            switch (kind) {
                                case ACCEPTED -> new Verdict.Accepted();
                                case REPEAT, CONFLICT ->
                                        new Verdict.Duplicate(
                                                new MemoryId(in.getLong(), in.getLong()),
                                                kind == REPEAT);
                                default ->
                                        throw new UndecodableException(
                                                "kind of a verdict must be 0..2, got " + kind);
                            }));
        }
        return new Reply.Verdicts(to, items);
    }
}
