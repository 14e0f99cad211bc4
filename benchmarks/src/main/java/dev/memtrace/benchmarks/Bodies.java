package dev.memtrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Bodies of create-requests, encoded beforehand, so that the client costs next to nothing: from one
 * sending to the next only a number, the time, the agent and the session change. One thread at a
 * time.
 */
final class Bodies {
    /** How every memory begins; what comes after it stays as it is. */
    static final String BEGINNING =
            "{\"agent_id\":\"agent-00\",\"session_id\":\"session-000000\","
                    + "\"time\":\"2026-02-13T10:00:00.000000Z\",\"content\":\"step 000000000000: ";

    private static final int AGENT = BEGINNING.indexOf("agent-00") + "agent-".length();
    private static final int SESSION = BEGINNING.indexOf("session-0") + "session-".length();
    private static final int TIME = BEGINNING.indexOf("2026-");
    private static final int NUMBER = BEGINNING.indexOf("step ") + "step ".length();
    private static final int AGENT_DIGITS = 2;
    private static final int SESSION_DIGITS = 6;
    private static final int NUMBER_DIGITS = 12;

    private final Timeline timeline;
    private final List<Body> bodies;
    private final Digits digits = new Digits();
    private int next;

    /** A body and where its memories begin. */
    private static final class Body {
        private final byte[] bytes;
        private final int[] memories;

        private Body(byte[] bytes, int... memories) {
            this.bytes = bytes;
            this.memories = memories;
        }
    }

    private Bodies(Timeline timeline, List<Body> bodies) {
        this.timeline = timeline;
        this.bodies = bodies;
    }

    /** Bodies that are a memory each. */
    static Bodies ofSingles(Timeline timeline, List<String> memories) {
        var bodies = memories.stream().map(it -> new Body(it.getBytes(UTF_8), 0)).toList();
        return new Bodies(timeline, bodies);
    }

    /** Bodies that are a batch each. */
    static Bodies ofBatches(Timeline timeline, List<List<String>> batches) {
        return new Bodies(timeline, batches.stream().map(Bodies::batch).toList());
    }

    private static Body batch(List<String> memories) {
        var text = new StringBuilder("{\"memories\":[");
        var starts = new ArrayList<Integer>();
        for (var memory : memories) {
            if (!starts.isEmpty()) {
                text.append(',');
            }
            starts.add(text.length()); // all is ASCII, so characters are bytes
            text.append(memory);
        }
        text.append("]}");
        return new Body(
                text.toString().getBytes(UTF_8),
                starts.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * The next body, to be sent before the one after it is asked for.
     *
     * @param firstNumber gives the number of the first of so many memories
     */
    byte[] next(IntToLongFunction firstNumber) {
        var body = bodies.get(next);
        next = (next + 1) % bodies.size();
        long number = firstNumber.applyAsLong(body.memories.length);
        for (int memory : body.memories) {
            stamp(body.bytes, memory, number);
            number++;
        }
        return body.bytes;
    }

    private void stamp(byte[] bytes, int at, long number) {
        Digits.write(bytes, at + AGENT, AGENT_DIGITS, timeline.agent(number));
        Digits.write(bytes, at + SESSION, SESSION_DIGITS, timeline.session(number));
        digits.writeTime(bytes, at + TIME, timeline.micros(number));
        Digits.write(bytes, at + NUMBER, NUMBER_DIGITS, number);
    }
}
