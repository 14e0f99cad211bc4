package dev.memtrace.sink;

import static org.awaitility.Awaitility.await;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.ArcClientConfig;
import dev.memtrace.arc.HttpArcClient;
import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.testkit.Broker;
import dev.memtrace.testkit.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;

/**
 * A sink's surroundings: topics of its own on the shared broker, and a store whose faults a test
 * orders. For one thread.
 */
final class SinkBench implements AutoCloseable {
    private static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration EVERY = Duration.ofMillis(20);

    private final Path directory;
    private final HttpArcClient reader = new HttpArcClient(ArcClientConfig.defaults());
    private final String prefix;
    final AcceptedTopic log;
    private ArcLocal arc;

    SinkBench(Class<?> test, Path directory) {
        this(test, directory, UnaryOperator.identity());
    }

    SinkBench(Class<?> test, Path directory, UnaryOperator<ArcLocalConfig> habits) {
        this.directory = directory;
        this.prefix = Broker.uniquePrefix(test) + "memtrace";
        this.arc = ArcLocal.start(habits.apply(ArcLocalConfig.in(directory)));
        this.log = AcceptedTopic.make(config().kafka());
    }

    ArcLocal arc() {
        return arc;
    }

    /** Another Arc over the same files at the same address. */
    void restartArc(UnaryOperator<ArcLocalConfig> habits) {
        int port = arc.port();
        arc.close();
        startArc(port, habits);
    }

    /** Kills Arc with all that it has in memory, and starts it again. */
    void crashArc(UnaryOperator<ArcLocalConfig> habits) {
        int port = arc.port();
        arc.crash();
        startArc(port, habits);
    }

    /** After it was closed. */
    void startArcAgain(int port) {
        startArc(port, UnaryOperator.identity());
    }

    private void startArc(int port, UnaryOperator<ArcLocalConfig> habits) {
        arc = ArcLocal.start(habits.apply(ArcLocalConfig.in(directory).withPort(port)));
    }

    /** Has Arc show what it has taken. */
    void flushArc() {
        var request =
                HttpRequest.newBuilder(arc.uri().resolve("/api/v1/write/line-protocol/flush"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
        try (var http = HttpClient.newHttpClient()) {
            http.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("Arc was not flushed", e);
        }
    }

    SinkConfig config() {
        return config(Map.of());
    }

    SinkConfig config(Map<String, String> changes) {
        var settings = Settings.empty();
        basics().forEach(settings::with);
        changes.forEach(settings::with);
        var config = SinkConfig.from(settings);
        settings.throwIfAnyProblem();
        return config;
    }

    private Map<String, String> basics() {
        var basics = new HashMap<String, String>();
        basics.put("kafka.bootstrap_servers", Broker.shared().bootstrapServers());
        basics.put("kafka.topic_prefix", prefix);
        basics.put("kafka.partitions", String.valueOf(AcceptedTopic.PARTITIONS));
        basics.put("kafka.replication_factor", "1");
        basics.put("kafka.min_insync_replicas", "1");
        basics.put("arc.url", arc.uri().toString());
        basics.put("arc.flush_horizon", "0s");
        basics.put("arc.own_flush_horizon", "0s");
        basics.put("write_buffer.max_interval", "50ms");
        return basics;
    }

    /** A sink like {@link #start()} in a JVM of its own. */
    ChildJvm startChild() {
        return startChild("-Xmx256m", Map.of());
    }

    /** The same with so much heap, and with more in its environment. */
    ChildJvm startChild(String heap, Map<String, String> more) {
        var environment = new HashMap<String, String>(more);
        basics().forEach((key, value) -> environment.put(variable(key), value));
        return ChildJvm.start(SinkMain.class, List.of(heap), environment);
    }

    /** How many rows an Arc has, and how many different ones. */
    List<Long> countRows(URI at) {
        var binding = new ArcBinding(at, "memtrace", "events", "");
        var sql = "SELECT COUNT(*) AS n, COUNT(DISTINCT e.id) AS ids FROM events AS e";
        var row = reader.query(binding, sql).rows().getFirst();
        return List.of(row.number("n"), row.number("ids"));
    }

    private static String variable(String key) {
        return "MEMTRACE_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    ArcSink start() {
        return start(Map.of());
    }

    ArcSink start(Map<String, String> changes) {
        var config = config(changes);
        return start(config, ArcBindings.shared(config.arc().shared().orElseThrow()));
    }

    static ArcSink start(SinkConfig config, ArcBindings bindings) {
        return ArcSink.start(config, bindings, Clock.systemUTC());
    }

    /** A sink that writes to whoever is bound. */
    ArcSink start(ArcBindings bindings) {
        return start(config(), bindings);
    }

    /** Memories with the contents {@code m0}, {@code m1} and so on, a microsecond apart. */
    static List<Memory> memories(int count) {
        return memories(0, count);
    }

    /** The same, beginning with another number. */
    static List<Memory> memories(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(i -> memory(i, "m" + i)).toList();
    }

    /** Memories of this org with the contents {@code org_x-0}, {@code org_x-1} and so on. */
    static List<Memory> memoriesOf(String org, int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> memory(org, i, org + "-" + i))
                .toList();
    }

    static Memory memory(int number, String content) {
        return memory("org_a", number, content);
    }

    static Memory memory(String org, int number, String content) {
        return Memories.memory(org, "agent_a", content, NOON.plus(number, ChronoUnit.MICROS));
    }

    static List<String> contents(List<Memory> memories) {
        return memories.stream().map(Memory::content).toList();
    }

    /** The contents of all rows that Arc shows where nobody is bound otherwise, with copies. */
    List<String> rows() {
        return contents(shared(), "SELECT e.content AS content FROM events AS e ORDER BY e.id");
    }

    /** The same as a reader sees it: each id once. */
    List<String> readable() {
        return contents(
                shared(),
                "SELECT min(e.content) AS content FROM events AS e GROUP BY e.id ORDER BY e.id");
    }

    /** The contents of all rows in the database and measurement of this name, with copies. */
    List<String> rowsOf(String org) {
        return rowsOf(org, org);
    }

    /** The same in another database. */
    List<String> rowsOf(String org, String database) {
        return rowsOf(org, database, arc.uri());
    }

    /** The same in another Arc. */
    List<String> rowsOf(String org, String database, URI at) {
        var sql = "SELECT e.content AS content FROM " + org + " AS e ORDER BY e.id";
        return contents(new ArcBinding(at, database, org, ""), sql);
    }

    private ArcBinding shared() {
        return new ArcBinding(arc.uri(), "memtrace", "events", "");
    }

    private List<String> contents(ArcBinding binding, String sql) {
        return reader.query(binding, sql).rows().stream().map(row -> row.text("content")).toList();
    }

    /** Waits until the sink has committed everything that the topic holds. */
    void awaitAllCommitted() {
        eventually(
                () -> {
                    long end = log.end();
                    long committed = log.committed();
                    if (committed != end) {
                        throw new AssertionError("committed " + committed + " of " + end);
                    }
                });
    }

    /** Waits until everything is committed and no lane is closed: then all is where it belongs. */
    void awaitNothingClosed() {
        awaitAllCommitted();
        eventually(
                () -> {
                    var marks = log.marks();
                    if (!marks.isEmpty()) {
                        throw new AssertionError("closed: " + marks);
                    }
                });
    }

    /** Waits until the marks of lanes of this org are there. */
    void awaitLaneClosed(String org) {
        eventually(
                () -> {
                    var lanes = log.marks().keySet();
                    if (lanes.stream().noneMatch(lane -> lane.startsWith(org + ":"))) {
                        throw new AssertionError("closed are " + lanes);
                    }
                });
    }

    static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(EVERY).untilAsserted(assertion);
    }

    @Override
    public void close() {
        log.close();
        reader.close();
        arc.close();
    }
}
