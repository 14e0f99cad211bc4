package dev.memtrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.ArcClientConfig;
import dev.memtrace.arc.ArcConfig;
import dev.memtrace.arc.HttpArcClient;
import dev.memtrace.arc.MemoryBatchBuilder;
import dev.memtrace.arc.WriteOutcome;
import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.core.directory.SharedArc;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiServer;
import dev.memtrace.core.service.Authenticator;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.HealthRoutes;
import dev.memtrace.core.service.Permission;
import dev.memtrace.core.service.Principal;
import dev.memtrace.core.service.ServerConfig;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.testkit.ApiAnswer;
import dev.memtrace.testkit.ApiClient;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * query-api over a real store and real HTTP, at {@link MemoryBuilder#NOON}. The key {@code key-a}
 * is org_a's, and so on; org_z has no Arc.
 */
final class QueryBench implements AutoCloseable {
    static final int STREAMS_MAX = 16;
    static final int STREAMS_PER_ORG_MAX = 12;
    static final String ORG_WITHOUT_ARC = "org_z";

    /** An answer. */
    record Answer(int status, ApiAnswer response, JsonNode json) {
        List<String> contents(String array) {
            return json.get(array).valueStream().map(it -> it.get("content").asText()).toList();
        }

        List<String> ids(String array) {
            return json.get(array).valueStream().map(it -> it.get("id").asText()).toList();
        }
    }

    private final Closing closing = new Closing();
    final FakeRegistry registry = new FakeRegistry();
    final FakeTail tail = new FakeTail();
    final FakeFates fates = new FakeFates();
    final FakeTail directoryTopic = new FakeTail();
    final ArcLocal arc;
    final ArcBinding binding;
    private final Map<OrgId, Optional<ArcBinding>> bindings = new ConcurrentHashMap<>();
    private final HttpArcClient client;
    private final ApiClient api;
    private final QueryApi query;
    private final int port;
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private long offset;

    QueryBench(Path directory) {
        this(directory, Duration.ofSeconds(20));
    }

    QueryBench(Path directory, Duration queryTimeout) {
        arc = closing.add(ArcLocal.start(ArcLocalConfig.in(directory)));
        binding = new ArcBinding(arc.uri(), "memtrace", "events", "");
        var timeout = Duration.ofSeconds(20);
        var arcConfig = new ArcClientConfig(timeout, timeout, queryTimeout, 1 << 28);
        client = closing.add(new HttpArcClient(arcConfig));
        bind(ORG_WITHOUT_ARC, Optional.empty());
        ArcBindings current = org -> bindings.getOrDefault(org, Optional.of(binding));
        var clock = Clock.fixed(MemoryBuilder.NOON, ZoneOffset.UTC);
        query =
                closing.add(
                        QueryApi.start(
                                new QueryApiConfig(
                                        new ArcConfig(
                                                Optional.of(binding),
                                                SharedArc.DEFAULT_ORG,
                                                arcConfig,
                                                Duration.ZERO,
                                                Duration.ZERO),
                                        8,
                                        1 << 30,
                                        new QueryApiConfig.OutcomeLimits(
                                                Duration.ofHours(24), 1 << 20),
                                        new QueryApiConfig.StreamLimits(
                                                STREAMS_MAX, STREAMS_PER_ORG_MAX, 1 << 20)),
                                // Opened by nobody here: no test of this bench asks for accounts.
                                new KafkaConfig("127.0.0.1:1", new Topics("none"), 1, 1, 1, 1),
                                current,
                                new QueryApi.Sources(
                                        tail, fates, directoryTopic, registry, registry, tail),
                                clock,
                                new Closing()));
        Authenticator keys =
                key ->
                        key.startsWith("key-") && !revoked.contains(key)
                                ? Optional.of(
                                        new Principal(
                                                new OrgId("org_" + key.substring(4)),
                                                Set.of(Permission.READ)))
                                : Optional.empty();
        var server =
                closing.add(
                        ApiServer.start(
                                new ServerConfig(
                                        "127.0.0.1",
                                        0,
                                        1 << 20,
                                        Set.of("*"),
                                        true,
                                        Duration.ofSeconds(30),
                                        Duration.ofSeconds(3)),
                                Stream.concat(
                                                query.routes().stream(),
                                                HealthRoutes.of(
                                                        clock,
                                                        () -> true,
                                                        query.tenancy(),
                                                        query::metrics)
                                                        .stream())
                                        .toList(),
                                keys));
        port = server.port();
        api = closing.add(ApiClient.ofPort(port));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    void revoke(String key) {
        revoked.add(key);
    }

    /** A figure of {@code /metrics}. */
    String metric(String name) {
        return query.metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    /** Says where an org's memories are from now on; empty for nowhere. */
    void bind(String org, Optional<ArcBinding> other) {
        bindings.put(new OrgId(org), other);
    }

    /** Another place in the same store. */
    ArcBinding place(String database, String measurement) {
        return new ArcBinding(arc.uri(), database, measurement, "");
    }

    void store(Memory... memories) {
        store(Arrays.asList(memories));
    }

    void store(List<Memory> memories) {
        store(binding, memories);
    }

    void store(ArcBinding place, Memory... memories) {
        store(place, Arrays.asList(memories));
    }

    void store(ArcBinding place, List<Memory> memories) {
        var batch = new MemoryBatchBuilder(memories.size(), Integer.MAX_VALUE);
        memories.forEach(memory -> batch.add(memory, 1, 0, offset++));
        if (!(client.write(place, batch.build()) instanceof WriteOutcome.Accepted)) {
            throw new IllegalStateException("arc-local refused the rows");
        }
    }

    /** Accepted just now; not in Arc unless it is stored, too. */
    void accept(Memory memory, boolean isStored) {
        tail.add(memory, 0, offset);
        if (isStored) {
            store(memory);
        } else {
            offset++;
        }
    }

    /** All that was accepted is in Arc by now. */
    void settle() {
        tail.index()
                .settle(
                        new Frontier(Map.of(0, offset), Map.of()),
                        System.nanoTime(),
                        System.nanoTime());
    }

    Answer get(String path) {
        return get("key-a", path);
    }

    Answer get(String key, String path) {
        return answer(api.withKey(key).get(path));
    }

    Answer getWithoutKey(String path) {
        return answer(api.withoutKey().get(path));
    }

    Answer post(String path, String body) {
        return post("key-a", path, body);
    }

    Answer post(String key, String path, String body) {
        return answer(api.withKey(key).post(path, body));
    }

    Answer postNothing(String path) {
        return answer(api.withKey("key-a").send("POST", path, ""));
    }

    Answer getWith(String path, String... headers) {
        return answer(api.withKey("key-a").get(path, headers));
    }

    private static Answer answer(ApiAnswer answer) {
        return new Answer(answer.status(), answer, answer.body());
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closing.close();
    }
}
