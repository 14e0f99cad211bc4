package dev.memtrace.arc;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;

/**
 * An Arc in memory that answers writes as it is told, and otherwise takes them. Of questions it
 * understands only which offsets of a range it has. One thread.
 */
public final class FakeArcClient implements ArcClient {
    private static final Pattern RANGE =
            Pattern.compile(
                    "e\\.log_epoch = (\\d+) AND e\\.kafka_partition = (\\d+)"
                            + " AND e\\.kafka_offset >= (\\d+) AND e\\.kafka_offset <= (\\d+)");

    private final Deque<Order> orders = new ArrayDeque<>();
    private final Deque<ArcException> failures = new ArrayDeque<>();
    private final List<List<String>> writes = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final Set<String> badContents = new HashSet<>();
    private int questions;

    private record Order(WriteOutcome outcome, boolean isStored) {}

    private record Row(String content, long logEpoch, long partition, long offset) {}

    /** The next write is answered so, and stored only if that says so. */
    public void answers(WriteOutcome outcome) {
        orders.add(new Order(outcome, outcome instanceof WriteOutcome.Accepted));
    }

    /** The next write is stored, whatever is answered. */
    public void storesButAnswers(WriteOutcome outcome) {
        orders.add(new Order(outcome, true));
    }

    /** From now on, batches with this content are refused for it. */
    public void refuses(String content) {
        badContents.add(content);
    }

    /** The next question fails. */
    public void failsToAnswer(ArcException failure) {
        failures.add(failure);
    }

    /** The contents of every attempt, refused ones included. */
    public List<List<String>> writes() {
        return List.copyOf(writes);
    }

    /** The contents of all rows it holds, copies included. */
    public List<String> contents() {
        return rows.stream().map(Row::content).toList();
    }

    /** How often it was asked. */
    public int questions() {
        return questions;
    }

    @Override
    public WriteOutcome write(ArcBinding binding, MemoryBatch batch) {
        var arrived = rowsOf(batch, binding.measurement());
        var contents = arrived.stream().map(Row::content).toList();
        writes.add(contents);
        var order = orders.isEmpty() ? usual(contents) : orders.poll();
        if (order.isStored()) {
            rows.addAll(arrived);
        }
        return order.outcome();
    }

    private Order usual(List<String> contents) {
        return contents.stream().anyMatch(badContents::contains)
                ? new Order(new WriteOutcome.Refused("400: bad content", true), false)
                : new Order(new WriteOutcome.Accepted(), true);
    }

    @Override
    public QueryResult query(ArcBinding binding, String sql) {
        questions++;
        if (!failures.isEmpty()) {
            throw failures.poll();
        }
        var range = RANGE.matcher(sql);
        if (!range.find()) {
            throw new IllegalArgumentException("not a question about offsets");
        }
        var numbers = IntStream.rangeClosed(1, 4).mapToLong(i -> Long.parseLong(range.group(i)));
        var bounds = numbers.toArray();
        var found =
                rows.stream()
                        .filter(row -> row.logEpoch() == bounds[0])
                        .filter(row -> row.partition() == bounds[1])
                        .filter(row -> row.offset() >= bounds[2] && row.offset() <= bounds[3])
                        .map(row -> new Object[] {row.offset()})
                        .toList();
        return QueryResult.of(List.of(MemoryColumns.KAFKA_OFFSET), found);
    }

    @Override
    public boolean isReady(ArcBinding binding) {
        return true;
    }

    @Override
    public void close() {}

    private static List<Row> rowsOf(MemoryBatch batch, String measurement) {
        var columns = columns(batch, measurement);
        return IntStream.range(0, batch.rows())
                .mapToObj(
                        i ->
                                new Row(
                                        columns.get(MemoryColumns.CONTENT).get(i).toString(),
                                        whole(columns, MemoryColumns.LOG_EPOCH, i),
                                        whole(columns, MemoryColumns.KAFKA_PARTITION, i),
                                        whole(columns, MemoryColumns.KAFKA_OFFSET, i)))
                .toList();
    }

    private static long whole(Map<String, List<Value>> columns, String column, int row) {
        return columns.get(column).get(row).asIntegerValue().toLong();
    }

    /** What a batch sends, by column. */
    private static Map<String, List<Value>> columns(MemoryBatch batch, String measurement) {
        var body = new ByteArrayInputStream(batch.body(measurement));
        try (var in = new ZstdInputStream(body);
                var unpacker = MessagePack.newDefaultUnpacker(in)) {
            var fields = unpacker.unpackValue().asMapValue().map().entrySet().iterator();
            fields.next(); // the measurement
            var columns = new HashMap<String, List<Value>>();
            fields.next()
                    .getValue()
                    .asMapValue()
                    .map()
                    .forEach((name, of) -> columns.put(name.toString(), of.asArrayValue().list()));
            return columns;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
