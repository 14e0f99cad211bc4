package dev.memtrace.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Producing to the inbox of a real broker, and what Memtrace makes of it. */
final class MemoryProducerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private static Path folder;

    private static Deployment deployment;
    private static MemtraceClient memtrace;
    private static MemoryProducer producer;

    @BeforeAll
    static void start() throws Exception {
        deployment = Deployment.start(folder);
        memtrace = deployment.client();
        producer = builder().build();
        // Its inbox is made once the services are there.
        await().atMost(PATIENCE)
                .until(() -> producer.send(memory("is it there?").build()).get() != null);
    }

    @AfterAll
    static void stop() {
        producer.close();
        memtrace.close();
        deployment.close();
    }

    private static MemoryProducer.Builder builder() {
        return MemoryProducer.builder()
                .bootstrapServers(deployment.bootstrapServers())
                .org("org_default");
    }

    private static NewMemory.Builder memory(String content) {
        return NewMemory.builder().agentId("a1").content(content);
    }

    private static String session() {
        return "s" + UUID.randomUUID();
    }

    private static List<Memory> awaitMemories(String session, int count) {
        var filter = MemoryFilter.builder().sessionId(session).build();
        return await().atMost(PATIENCE)
                .until(
                        () -> memtrace.memories().listAll(filter).toList(),
                        memories -> memories.size() == count);
    }

    @Test
    void a_memory_that_is_produced_is_recalled_with_everything_it_was_sent_with() {
        var session = session();
        var sent =
                memory("crawled /pricing of " + session + " \ud83d\ude00")
                        .sessionId(session)
                        .memoryType(Memory.DECISION)
                        .eventType("plan_chosen")
                        .metadata(Map.of("depth", 2, "exact", new BigDecimal("1.10")))
                        .tags("pricing")
                        .importance(0.5)
                        .dedupKey("key of " + session)
                        .parentId("mem_019c56716d7b7a01b4b1c2d3e4f50617")
                        .time(Instant.parse("2026-02-13T10:00:00.123456Z"))
                        .build();

        var place = producer.send(sent).join();

        assertThat(place.topic()).isEqualTo("memtrace.inbox.org_default");
        assertThat(place.offset()).isNotNegative();
        var kept = awaitMemories(session, 1).getFirst();
        assertThat(kept.content()).isEqualTo(sent.content());
        assertThat(kept.metadata()).isEqualTo(sent.metadata());
        assertThat(kept.tags()).isEqualTo(sent.tags());
        assertThat(kept.importance()).isEqualTo(0.5);
        assertThat(kept.time()).isEqualTo(sent.time().orElseThrow());
        assertThat(memtrace.memories().write(sent))
                .isEqualTo(new Written.Duplicate(kept.id(), true, false));
    }

    @Test
    void memories_of_one_agent_stay_in_order_and_flush_waits_for_all() {
        var session = session();
        var agent = "agent-" + session;
        var sent =
                IntStream.range(0, 200)
                        .mapToObj(
                                i ->
                                        NewMemory.builder()
                                                .agentId(agent)
                                                .content(i + " of " + session)
                                                .sessionId(session)
                                                .build())
                        .map(producer::send)
                        .toList();

        producer.flush();

        assertThat(sent).allMatch(it -> it.isDone() && !it.isCompletedExceptionally());
        var places = sent.stream().map(it -> it.join()).toList();
        assertThat(places)
                .extracting(RecordPlace::partition)
                .containsOnly(places.getFirst().partition());
        assertThat(places).extracting(RecordPlace::offset).isSorted().doesNotHaveDuplicates();
        awaitMemories(session, 200);
    }

    @Test
    void memories_of_one_record_are_taken_in_together_with_its_key_and_headers() {
        var session = session();
        var trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        var record =
                InboxRecord.of(
                                memory("one of " + session).sessionId(session).build(),
                                memory("two of " + session).sessionId(session).build())
                        .withKey("a key")
                        .withHeader("traceparent", trace)
                        .withHeader("x-memtrace-job", session);

        var place = producer.send(record).join();
        awaitMemories(session, 2);

        var inbox = records(place.topic()).stream().filter(it -> it.offset() == place.offset());
        assertThat(inbox.filter(it -> it.partition() == place.partition()))
                .extracting(it -> new String(it.key(), UTF_8))
                .containsExactly("a key");
        assertThat(records("memtrace.accepted"))
                .filteredOn(it -> header(it, "x-memtrace-job").equals(session))
                .hasSize(2)
                .allMatch(it -> header(it, "traceparent").equals(trace));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        var bytes = new ByteArrayDeserializer();
        var settings = Map.<String, Object>of("bootstrap.servers", deployment.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            var partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(it -> new TopicPartition(topic, it.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            await().atMost(PATIENCE)
                    .until(
                            () -> {
                                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                                return partitions.stream()
                                        .allMatch(it -> consumer.position(it) >= ends.get(it));
                            });
            return records;
        }
    }

    /** What the server has no place for, each wrong in another way. */
    static List<NewMemory> wrongMemories() {
        var tags = IntStream.range(0, 101).mapToObj(i -> "t" + i).toArray(String[]::new);
        return List.of(
                NewMemory.builder().agentId("9lives").content("c").build(),
                NewMemory.builder().agentId("a".repeat(129)).content("c").build(),
                memory("c").sessionId("a b").build(),
                memory("c").memoryType("a-b").build(),
                memory("c").eventType("e".repeat(65)).build(),
                memory("c").tags("fine", "not,fine").build(),
                memory("c").tags("t".repeat(65)).build(),
                memory("c").tags("").build(),
                memory("c").tags(tags).build(),
                memory("c").dedupKey("k".repeat(257)).build(),
                memory("c").dedupKey("a\nb").build(),
                memory("c").parentId("p".repeat(129)).build(),
                memory("c").parentId("\u0085").build(),
                memory("c").time(Instant.parse("1970-12-31T23:59:59Z")).build(),
                memory("c").time(Instant.now().plus(Duration.ofMinutes(10))).build(),
                memory("c").metadata(Map.of("k", "\u00e9".repeat(32 * 1024))).build(),
                memory("\u00e9".repeat(128 * 1024 + 1)).build(),
                memory("c").sessionId("a b").tags("x y").dedupKey("\t").build());
    }

    @ParameterizedTest
    @MethodSource("wrongMemories")
    void what_the_server_would_not_take_is_refused_here_with_the_same_fields_named(
            NewMemory wrong) {
        var theirs =
                catchThrowableOfType(
                        BadRequestException.class, () -> memtrace.memories().write(wrong));
        var ours = catchThrowableOfType(BadRequestException.class, () -> producer.send(wrong));

        assertThat(fields(ours)).isNotEmpty().isEqualTo(fields(theirs));
        assertThat(ours.getMessage())
                .startsWith("nothing was written to memtrace.inbox.org_default: ")
                .contains(ours.problems().getFirst().field());
    }

    private static List<String> fields(BadRequestException e) {
        return e.problems().stream().map(Problem::field).distinct().sorted().toList();
    }

    @Test
    void what_is_just_within_the_limits_is_taken_by_both() {
        var session = session();
        var tags = IntStream.range(0, 100).mapToObj(i -> "t" + i).toArray(String[]::new);
        var brim =
                NewMemory.builder()
                        .agentId("a".repeat(128))
                        .content("\u00e9".repeat(128 * 1024 - 20) + session)
                        .sessionId(session)
                        .memoryType("m".repeat(64))
                        .eventType("e".repeat(64))
                        .metadata(Map.of("k", "x".repeat(64 * 1024 - 8)))
                        .tags(tags)
                        .tags(tags)
                        .dedupKey("k".repeat(200) + session)
                        .parentId("p".repeat(128))
                        .time(Instant.parse("1971-01-01T00:00:00Z"))
                        .importance(1)
                        .build();

        assertThat(producer.send(brim)).succeedsWithin(PATIENCE);

        var kept = awaitMemories(session, 1).getFirst();
        assertThat(kept.content()).isEqualTo(brim.content());
        assertThat(memtrace.memories().write(brim))
                .isEqualTo(new Written.Duplicate(kept.id(), true, false));
    }

    @Test
    void a_record_that_is_too_large_is_refused_and_one_that_just_fits_is_taken() {
        var session = session();
        var large = memory("x".repeat(250 * 1024)).sessionId(session);
        var few = IntStream.range(0, 4).mapToObj(i -> large.dedupKey(session + i).build());
        var many = IntStream.range(0, 5).mapToObj(i -> large.dedupKey(session + i).build());

        assertThat(producer.send(InboxRecord.of(few.toArray(NewMemory[]::new))))
                .succeedsWithin(PATIENCE);
        var tooLarge = InboxRecord.of(many.toArray(NewMemory[]::new));
        assertThatThrownBy(() -> producer.send(tooLarge))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("the value must be at most 1048576 bytes, got 128");
        awaitMemories(session, 4);
    }

    @Test
    void the_place_of_what_is_wrong_in_a_batch_is_named() {
        var record = InboxRecord.of(memory("good").build(), memory("c").tags("a b").build());

        var failure = catchThrowableOfType(BadRequestException.class, () -> producer.send(record));

        assertThat(failure)
                .hasMessageEndingWith(
                        ": memories[1]: tags must be letters, digits, _, . or -, at most 64");
        assertThat(failure.problems())
                .extracting(Problem::index)
                .containsExactly(OptionalInt.of(1));
    }

    @Test
    void headers_that_would_not_stay_or_are_too_many_are_refused_by_name() {
        var record = InboxRecord.of(memory("c").build());
        var many = record;
        for (int i = 0; i < 17; i++) {
            many = many.withHeader("x-memtrace-" + i, "");
        }
        for (var wrong :
                Map.of(
                                "header x-other would be left aside",
                                record.withHeader("x-other", "1"),
                                "headers must be at most 16",
                                many,
                                "of 4096 bytes together",
                                record.withHeader("x-memtrace-a", "x".repeat(4_090)))
                        .entrySet()) {
            assertThatThrownBy(() -> producer.send(wrong.getValue()))
                    .isInstanceOf(BadRequestException.class)
                    .hasMessageContaining(wrong.getKey());
        }
        var most = new HashMap<String, String>();
        for (int i = 10; i < 26; i++) {
            most.put("x-memtrace-" + i, "x".repeat(256 - "x-memtrace-10".length()));
        }
        var brim = new InboxRecord(record.memories(), Optional.empty(), most);
        assertThat(producer.send(brim)).succeedsWithin(PATIENCE);
    }

    @Test
    void an_inbox_that_is_not_there_is_unavailable_in_a_bounded_time() {
        try (var lost = builder().org("org_nobody").property("max.block.ms", 1_000).build()) {
            assertThatThrownBy(() -> lost.send(memory("hello?").build()).join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("memtrace.inbox.org_nobody");
        }
    }

    @Test
    void a_closed_producer_takes_nothing_more_and_has_sent_what_it_took() {
        var session = session();
        var brief = builder().property("linger.ms", 5_000).build();
        var last = brief.send(memory("last words of " + session).sessionId(session).build());

        brief.close();

        assertThat(last).isCompleted();
        assertThatThrownBy(() -> brief.send(memory("more").build()))
                .isInstanceOf(IllegalStateException.class);
        awaitMemories(session, 1);
    }

    @Test
    void what_the_promises_hang_on_cannot_be_chosen_and_secrets_are_not_shown() {
        for (var name :
                List.of(
                        "acks",
                        "enable.idempotence",
                        "transactional.id",
                        "key.serializer",
                        "value.serializer",
                        "bootstrap.servers")) {
            assertThatThrownBy(() -> builder().property(name, "1"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name);
        }
        assertThatThrownBy(() -> builder().org("../a"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MemoryProducer.builder().org("o").build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> builder().property("retries", 0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retries");
        var sasl = "org.apache.kafka.common.security.plain.PlainLoginModule required password=";
        try (var secret =
                builder()
                        .topicPrefix("other")
                        .properties(Map.of("sasl.jaas.config", sasl + "\"pssst\";"))
                        .build()) {
            assertThat(secret.toString()).isEqualTo("MemoryProducer[other.inbox.org_default]");
        }
    }

    @Test
    void a_broker_that_does_not_answer_is_told_after_the_time_that_was_set() throws Exception {
        try (var nobody = new ServerSocket(0);
                var deaf =
                        MemoryProducer.builder()
                                .bootstrapServers("127.0.0.1:" + nobody.getLocalPort())
                                .org("org_default")
                                .property("max.block.ms", 500)
                                // Closing waits for what was asked.
                                .property("request.timeout.ms", 500)
                                .property("delivery.timeout.ms", 1_000)
                                .build()) {
            var sent = deaf.send(memory("hello?").build());

            assertThat(sent).failsWithin(10, TimeUnit.SECONDS);
            assertThatThrownBy(sent::join).hasCauseInstanceOf(UnavailableException.class);
        }
    }
}
