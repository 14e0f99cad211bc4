package dev.memtrace.sink;

import java.util.regex.Pattern;

/** What a running sink says of itself. */
final class Figures {
    private Figures() {}

    /** The figure of this line of the sink's metrics. */
    static long of(ArcSink sink, String line) {
        var found =
                Pattern.compile("^" + Pattern.quote(line) + " (\\d+)", Pattern.MULTILINE)
                        .matcher(sink.metrics().exposition());
        if (!found.find()) {
            throw new AssertionError("there is no figure " + line);
        }
        return Long.parseLong(found.group(1));
    }

    /** Waits until the sink has tried to write this often. */
    static void awaitWrites(ArcSink sink, long writes) {
        SinkBench.eventually(
                () -> {
                    if (of(sink, "sink_batches_total") < writes) {
                        throw new AssertionError("fewer than " + writes + " writes");
                    }
                });
    }

    /** Waits until a lane of the sink is closed. */
    static void awaitClosed(ArcSink sink) {
        SinkBench.eventually(
                () -> {
                    if (of(sink, "sink_lanes_closed") == 0) {
                        throw new AssertionError("no lane is closed");
                    }
                });
    }
}
