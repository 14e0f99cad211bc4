package dev.memtrace.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import org.apache.kafka.common.header.Headers;

/** In what form a value is written. */
enum ContentType {
    JSON("application/json") {
        @Override
        byte[] json(byte[] value) {
            return value;
        }
    },

    MSGPACK("application/msgpack") {
        @Override
        byte[] json(byte[] value) {
            return MsgpackJson.of(value);
        }
    };

    static final String HEADER = "content-type";

    private final String name;

    ContentType(String name) {
        this.name = name;
    }

    /**
     * What the header says; JSON if there is none.
     *
     * @throws UnfitRecordException if it says something else
     */
    static ContentType of(Headers headers) {
        var header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null) {
            return JSON;
        }
        var text = new String(header.value(), UTF_8);
        int parameters = text.indexOf(';');
        var type = (parameters < 0 ? text : text.substring(0, parameters)).strip();
        for (var known : values()) {
            if (known.name.equals(type.toLowerCase(Locale.ROOT))) {
                return known;
            }
        }
        throw new UnfitRecordException(
                "header " + HEADER + " must be " + JSON.name + ", " + MSGPACK.name + " or absent");
    }

    /**
     * The value as JSON.
     *
     * @throws UnfitRecordException if it is not in this form, as far as that is looked at
     */
    abstract byte[] json(byte[] value);
}
