package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.TopicRecords;
import dev.memtrace.testkit.ApiClient;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many records into an inbox, of which one in a hundred is bad, while dedup-stream is killed again
 * and again. {@code -Dinbox.records=1000000} for as many.
 */
final class InboxFloodIT {
    private static final int RECORDS = Integer.getInteger("inbox.records", 20_000);
    private static final int KILLS = 3;
    private static final int BAD_EVERY = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final List<String> SERVICES =
            List.of("dedup", "ingest", "inbox", "sink", "query");

    @TempDir private Path folder;
    private Site site;
    private final Map<String, Served> services = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        site = Site.open(folder, InboxFloodIT.class);
        SERVICES.forEach(it -> services.put(it, site.start(it)));
    }

    @AfterEach
    void stop() {
        services.values().forEach(Served::close);
        site.close();
    }

    private static boolean isBad(int record) {
        return record % BAD_EVERY == BAD_EVERY / 2;
    }

    private static BadRecord badOne(int record) {
        var all = BadRecord.values();
        return all[record / BAD_EVERY % all.length];
    }

    private static String good(int record) {
        return "{\"agent_id\":\"a%d\",\"content\":\"said %d\",\"dedup_key\":\"%d\"}"
                .formatted(record % 7, record, record);
    }

    private void produce() {
        var properties = site.kafka().clientProperties();
        properties.put("compression.type", "lz4");
        properties.put("linger.ms", 5);
        var inbox = site.kafka().topics().inbox(new OrgId("org_default"));
        var bytes = new ByteArraySerializer();
        var failure = new AtomicReference<Exception>();
        try (var producer = new KafkaProducer<>(properties, bytes, bytes)) {
            for (int i = 0; i < RECORDS; i++) {
                var record =
                        isBad(i)
                                ? badOne(i).record(inbox, String.valueOf(i))
                                : new ProducerRecord<byte[], byte[]>(
                                        inbox, null, good(i).getBytes(UTF_8));
                var _ = producer.send(record, (_, e) -> failure.compareAndSet(null, e));
            }
        }
        assertThat(failure.get()).isNull();
    }

    @Test
    void exactly_the_good_ones_are_accepted_and_each_bad_one_has_its_reason() throws Exception {
        long start = System.nanoTime();
        var producing = CompletableFuture.runAsync(this::produce);
        for (int kill = 1; kill <= KILLS; kill++) {
            int enough = RECORDS / (KILLS + 1) * kill;
            await().atMost(PATIENCE).until(() -> taken() >= enough);
            services.get("dedup").process().kill9();
            services.put("dedup", site.start("dedup"));
        }
        producing.join();
        int bad = Math.toIntExact(IntStream.range(0, RECORDS).filter(InboxFloodIT::isBad).count());
        awaitAccepted(RECORDS - bad);
        System.out.printf(
                "%d records, %d of them bad, %d kills of dedup-stream, in %s%n",
                RECORDS, bad, KILLS, Duration.ofNanos(System.nanoTime() - start));

        assertAccepted(false);
        var rejected = rejected(bad);
        rejected.forEach(
                (record, reason) ->
                        assertThat(reason).as("record %d", record).contains(badOne(record).reason));
        assertThat(rejected.keySet()).allMatch(InboxFloodIT::isBad);

        correctAndReplay();
        awaitAccepted(RECORDS);
        assertAccepted(true);
        AcceptedLog.read(site.kafka()).awaitStored(site.kafka());
        assertServed();
    }

    /** Records that inbox-stream has read since its start. */
    private long taken() {
        return Long.parseLong(
                services.get("inbox").api().metric("inbox_records_total{outcome=\"taken\"}"));
    }

    private void awaitAccepted(int count) {
        await().atMost(PATIENCE).until(() -> figure("accepted") >= count);
        assertThat(figure("accepted")).isEqualTo(count);
    }

    /** By what dedup has counted, through all its lives. */
    private long figure(String name) {
        return administrator()
                .json("status", "--org", "org_default")
                .path("orgs")
                .path(0)
                .path(name)
                .asLong(-1);
    }

    private Administrator administrator() {
        return new Administrator(site.environment("administrator", Map.of()));
    }

    private void assertAccepted(boolean withCorrected) {
        var seen = new BitSet(RECORDS);
        for (var record : TopicRecords.read(site.kafka(), site.kafka().topics().accepted())) {
            var content = MemoryRecord.of(record.value()).memory().content();
            int number = Integer.parseInt(content.substring("said ".length()));
            assertThat(seen.get(number)).as("%d is there twice", number).isFalse();
            seen.set(number);
        }
        for (int i = 0; i < RECORDS; i++) {
            assertThat(seen.get(i)).as("record %d", i).isEqualTo(withCorrected || !isBad(i));
        }
    }

    /** The reasons, by the number of the record. */
    private Map<Integer, String> rejected(int count) {
        KafkaConfig kafka = site.kafka();
        var records =
                await().atMost(PATIENCE)
                        .until(
                                () -> TopicRecords.read(kafka, kafka.topics().rejected()),
                                found -> found.size() >= count);
        assertThat(records).hasSize(count);
        var reasons = new TreeMap<Integer, String>();
        for (var record : records) {
            reasons.put(Integer.parseInt(new String(record.key(), UTF_8)), reason(record));
        }
        assertThat(reasons).hasSize(count);
        return reasons;
    }

    private static String reason(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader(RejectedHeaders.REASON).value(), UTF_8);
    }

    /** As somebody would who knows what was meant. */
    private void correctAndReplay() throws IOException {
        var file = folder.resolve("corrected.ndjson");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (var record : TopicRecords.read(site.kafka(), site.kafka().topics().rejected())) {
                int number = Integer.parseInt(new String(record.key(), UTF_8));
                out.write(
                        "{\"offset\":%d,\"value\":%s}\n".formatted(record.offset(), good(number)));
            }
        }
        administrator().run("rejected", "replay", "--corrected", file.toString()).done();
    }

    /** Every one of them is in the reads of query-api, once. */
    private void assertServed() {
        var seen = new BitSet(RECORDS);
        for (int agent = 0; agent < 7; agent++) {
            for (var content : contents("a" + agent)) {
                int number = Integer.parseInt(content.substring("said ".length()));
                assertThat(seen.get(number)).as("%d is served twice", number).isFalse();
                seen.set(number);
            }
        }
        assertThat(seen.cardinality()).isEqualTo(RECORDS);
    }

    private List<String> contents(String agent) {
        var query = services.get("query").api().withKey(ApiClient.KEY);
        var all = new ArrayList<String>();
        for (var cursor = ""; ; ) {
            var page =
                    query.get("/api/v1/agents/%s/memories?limit=1000%s".formatted(agent, cursor))
                            .body();
            page.path("memories").forEach(it -> all.add(it.path("content").asText()));
            if (!page.path("has_more").asBoolean()) {
                return all;
            }
            cursor = "&cursor=" + page.path("next_cursor").asText();
        }
    }
}
