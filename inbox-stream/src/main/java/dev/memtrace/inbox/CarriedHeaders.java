package dev.memtrace.inbox;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Headers that stay with a memory, by which producers find it again. */
final class CarriedHeaders {
    /** Of W3C Trace Context. */
    static final String TRACE_PARENT = "traceparent";

    static final String PREFIX = "x-memtrace-";

    /** Every memory of a record gets a copy. */
    private static final int COUNT_MAX = 16;

    private static final int CHARS_AND_BYTES_MAX = 4 * 1024;

    private CarriedHeaders() {}

    /**
     * Those of a record; any others are left aside.
     *
     * @throws UnfitRecordException if there are too many
     */
    static List<Header> of(Headers all) {
        var carried = new ArrayList<Header>();
        int size = 0;
        for (var header : all) {
            if (!isCarried(header)) {
                continue;
            }
            carried.add(header);
            size += header.key().length() + (header.value() == null ? 0 : header.value().length);
            if (carried.size() > COUNT_MAX || size > CHARS_AND_BYTES_MAX) {
                throw new UnfitRecordException(
                        "at most "
                                + COUNT_MAX
                                + " headers "
                                + TRACE_PARENT
                                + " and "
                                + PREFIX
                                + "*, of "
                                + CHARS_AND_BYTES_MAX
                                + " bytes together, are taken");
            }
        }
        return carried;
    }

    private static boolean isCarried(Header header) {
        return header.key().equals(TRACE_PARENT) || header.key().startsWith(PREFIX);
    }
}
