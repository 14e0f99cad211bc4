package dev.memtrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The memories of a run, alike for each one: about 200 bytes of words, of many types, tags and
 * degrees of importance, no two the same. Numbers them, and counts those that were acknowledged.
 * Thread-safe.
 */
final class Workload {
    static final int BATCH = 500;

    private static final long SEED = 20_260_213;
    private static final int CONTENT_BYTES = 180;
    private static final int BATCHES_PER_CLIENT = 16;
    private static final int SINGLES_PER_CLIENT = 64;
    private static final int TAGS = 40;
    private static final List<String> TYPES =
            List.of(
                    "episodic",
                    "episodic",
                    "episodic",
                    "episodic",
                    "episodic",
                    "episodic",
                    "decision",
                    "entity",
                    "entity",
                    "session");
    private static final List<String> EVENTS =
            List.of(
                    "page_crawled",
                    "tool_call",
                    "email_sent",
                    "error",
                    "price_changed",
                    "test_run",
                    "message",
                    "review");

    private final Timeline timeline;
    private final Vocabulary vocabulary = new Vocabulary(new Random(SEED));
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final List<Bodies> batches = new ArrayList<>();

    Workload(Instant now, long rows) {
        this.timeline = new Timeline(now, rows);
    }

    Timeline timeline() {
        return timeline;
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    /** Gives out numbers for so many memories; returns the first. */
    long number(int memories) {
        return next.getAndAdd(memories);
    }

    /** How many were given out. */
    long numbered() {
        return next.get();
    }

    /** Notes that so many memories are durable. */
    void acknowledged(int memories) {
        acknowledged.addAndGet(memories);
    }

    /** Memories that must become readable. */
    long acknowledged() {
        return acknowledged.get();
    }

    /**
     * Batches for one client. Made once, because that takes a while; a client of a later stage gets
     * the same ones.
     */
    synchronized Bodies batches(int client) {
        while (batches.size() <= client) {
            var random = new Random(SEED + 1 + batches.size());
            var bodies =
                    Stream.generate(() -> memories(BATCH, random))
                            .limit(BATCHES_PER_CLIENT)
                            .toList();
            batches.add(Bodies.ofBatches(timeline, bodies));
        }
        return batches.get(client);
    }

    /** Memories for one client that sends them alone. */
    Bodies singles(int client) {
        return Bodies.ofSingles(timeline, memories(SINGLES_PER_CLIENT, new Random(-SEED - client)));
    }

    /** Values of so many bytes, made of memories. */
    List<byte[]> values(int count, int bytes) {
        var random = new Random(-SEED);
        return IntStream.range(0, count)
                .mapToObj(
                        _ -> {
                            var text = new StringBuilder(memory(random));
                            vocabulary.appendText(text, bytes, random);
                            return text.substring(0, bytes).getBytes(UTF_8);
                        })
                .toList();
    }

    private List<String> memories(int count, Random random) {
        return Stream.generate(() -> memory(random)).limit(count).toList();
    }

    private String memory(Random random) {
        var text = new StringBuilder(Bodies.BEGINNING);
        vocabulary.appendText(text, CONTENT_BYTES, random);
        text.append("\",\"memory_type\":\"").append(oneOf(TYPES, random));
        text.append("\",\"event_type\":\"").append(oneOf(EVENTS, random));
        text.append("\",\"tags\":[\"").append(tag(random)).append("\",\"").append(tag(random));
        text.append("\"],\"importance\":");
        text.append(String.format(Locale.ROOT, "%.2f", random.nextDouble()));
        if (random.nextInt(4) == 0) {
            text.append(",\"metadata\":{\"tool\":\"browser\",\"ms\":");
            text.append(random.nextInt(5_000)).append('}');
        }
        return text.append('}').toString();
    }

    private static String oneOf(List<String> texts, Random random) {
        return texts.get(random.nextInt(texts.size()));
    }

    /** Any of the tags that memories carry. */
    static String tag(Random random) {
        return "topic-" + random.nextInt(TAGS);
    }
}
