package dev.memtrace.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.FeedTopics;
import dev.memtrace.core.wire.GroupOffsets;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.feeds.AcceptedMemories.Copy;
import dev.memtrace.inbox.FakeTenants;
import dev.memtrace.testkit.Broker;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mirror on a real broker. */
final class FeedIT {
    private static final OrgId ORG_A = new OrgId("org_a");
    private static final OrgId ORG_B = new OrgId("org_b");
    private static final OrgId ORG_C = new OrgId("org_c");
    private static final Duration SOON = Duration.ofSeconds(30);

    private final KafkaConfig kafka =
            new KafkaConfig(
                    Broker.shared().bootstrapServers(),
                    new Topics(Broker.uniquePrefix(FeedIT.class) + "memtrace"),
                    3,
                    1,
                    1,
                    1);
    private final FeedConfig config = new FeedConfig(kafka, true, "inbox-1");
    private final FakeTenants tenants = new FakeTenants();
    private volatile boolean isDirectoryRead = true;
    private AcceptedMemories memories;
    private FeedMirror mirror;

    @BeforeEach
    void start() {
        memories = AcceptedMemories.make(kafka);
        tenants.add(ORG_A);
        tenants.add(ORG_B);
        startMirror();
    }

    @AfterEach
    void stop() {
        mirror.close();
        memories.close();
    }

    private void startMirror() {
        mirror = FeedMirror.start(config, tenants, _ -> isDirectoryRead, Clock.systemUTC());
    }

    private void awaitFeed(OrgId org) {
        var feeds = FeedTopics.of(memories.admin(), kafka);
        await().atMost(SOON).until(() -> feeds.owners().contains(org));
    }

    /** All that is committed on the org's feed, once it is {@code count} records or more. */
    private List<Copy> feed(OrgId org, int count) {
        awaitFeed(org);
        return await().atMost(SOON).until(() -> memories.feed(org), it -> it.size() >= count);
    }

    private Map<String, Double> figures() {
        var figures = new HashMap<String, Double>();
        mirror.metrics()
                .exposition()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .forEach(it -> figures.put(it[0], Double.valueOf(it[1])));
        return figures;
    }

    @Test
    void each_feed_has_its_orgs_memories_as_they_were_accepted_and_nobody_elses() {
        for (int i = 0; i < 200; i++) {
            memories.write(i % 3 == 0 ? ORG_B : ORG_A, "n " + i);
        }

        assertThat(feed(ORG_A, 133)).isEqualTo(memories.accepted(ORG_A)).hasSize(133);
        assertThat(feed(ORG_B, 67)).isEqualTo(memories.accepted(ORG_B)).hasSize(67);
        assertThat(feed(ORG_A, 133))
                .extracting(Copy::headers)
                .contains(List.of("traceparent=trace of n 1", "x-memtrace-n=n 1"));
        assertThat(memories.feed(ORG_A)).extracting(Copy::partition).contains(0, 1, 2);
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(figures())
                                        .containsEntry(
                                                "feed_memories_total{outcome=\"mirrored\"}", 200.0)
                                        .containsEntry("feed_topics", 2.0)
                                        .containsEntry("feed_lost_places_total", 0.0)
                                        .containsEntry("feed_delay_seconds", 0.0));
        assertThat(mirror.isAlive()).isTrue();
    }

    @Test
    void a_mirror_that_is_switched_on_later_begins_with_what_the_log_still_has() {
        mirror.close();
        tenants.add(ORG_C);
        IntStream.range(0, 50).forEach(i -> memories.write(ORG_C, "past " + i));

        startMirror();
        memories.write(ORG_C, "present");

        assertThat(feed(ORG_C, 51)).isEqualTo(memories.accepted(ORG_C)).hasSize(51);
    }

    @Test
    void a_mirror_that_was_stopped_goes_on_where_it_was() {
        memories.write(ORG_A, "before");
        assertThat(feed(ORG_A, 1)).hasSize(1);

        mirror.close();
        memories.write(ORG_A, "meanwhile");
        startMirror();
        memories.write(ORG_A, "after");

        assertThat(feed(ORG_A, 3)).isEqualTo(memories.accepted(ORG_A)).hasSize(3);
    }

    @Test
    void instances_share_the_log_and_repeat_nothing_when_one_joins() {
        IntStream.range(0, 50).forEach(i -> memories.write(ORG_A, "alone " + i));
        var second = new FeedConfig(kafka, true, "inbox-2");
        try (var other = FeedMirror.start(second, tenants, _ -> true, Clock.systemUTC())) {
            var count = new AtomicInteger();
            await().atMost(SOON)
                    .until(
                            () -> {
                                memories.write(ORG_A, "together " + count.incrementAndGet());
                                return other.metrics().exposition();
                            },
                            it -> !it.contains("{outcome=\"mirrored\"} 0\n"));

            int all = 50 + count.get();
            assertThat(feed(ORG_A, all)).isEqualTo(memories.accepted(ORG_A)).hasSize(all);
        }
    }

    @Test
    void an_org_that_is_made_gets_its_feed_without_a_restart() {
        memories.write(ORG_A, "before");
        assertThat(feed(ORG_A, 1)).hasSize(1);

        tenants.add(ORG_C);
        memories.write(ORG_C, "first");

        assertThat(feed(ORG_C, 1)).isEqualTo(memories.accepted(ORG_C));
    }

    @Test
    void memories_of_an_org_that_is_not_heard_of_yet_wait_for_it() {
        isDirectoryRead = false;
        memories.write(ORG_C, "early");
        await().atMost(SOON).until(() -> figures().get("feed_delay_seconds") > 0);
        assertThat(figures()).containsEntry("feed_memories_total{outcome=\"ownerless\"}", 0.0);

        tenants.add(ORG_C);

        assertThat(feed(ORG_C, 1)).isEqualTo(memories.accepted(ORG_C));
    }

    @Test
    void memories_of_an_org_that_is_gone_are_passed_over() {
        memories.write(ORG_C, "late");
        memories.write(ORG_A, "behind it");
        memories.write(new ProducerRecord<>(kafka.topics().accepted(), 0, null, new byte[3]));

        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(figures())
                                        .containsEntry(
                                                "feed_memories_total{outcome=\"ownerless\"}", 1.0)
                                        .containsEntry(
                                                "feed_memories_total{outcome=\"undecodable\"}", 1.0)
                                        .containsEntry(
                                                "feed_memories_total{outcome=\"mirrored\"}", 1.0));
        assertThat(feed(ORG_A, 1)).hasSize(1);
        assertThat(FeedTopics.of(memories.admin(), kafka).owners())
                .containsExactlyInAnyOrder(ORG_A, ORG_B);
    }

    @Test
    void what_the_log_has_dropped_is_counted_and_the_rest_mirrored() throws Exception {
        memories.write(ORG_A, "before");
        assertThat(feed(ORG_A, 1)).hasSize(1);
        await().atMost(SOON).until(() -> isAtEnd());
        mirror.close();
        IntStream.range(0, 30).forEach(i -> memories.write(ORG_A, "dropped " + i));
        var dropped = new HashMap<TopicPartition, RecordsToDelete>();
        memories.ends()
                .forEach(
                        (number, end) ->
                                dropped.put(
                                        new TopicPartition(kafka.topics().accepted(), number),
                                        RecordsToDelete.beforeOffset(end)));
        var _ = memories.admin().deleteRecords(dropped).all().get();

        startMirror();
        memories.write(ORG_A, "after");

        assertThat(feed(ORG_A, 2)).extracting(Copy::content).containsOnly("before", "after");
        assertThat(figures().get("feed_lost_places_total")).isPositive();
    }

    private boolean isAtEnd() throws ExecutionException, InterruptedException {
        var committed =
                GroupOffsets.committed(
                        memories.admin(), kafka.topics().feedGroup(), kafka.topics().accepted());
        return memories.ends().entrySet().stream()
                .allMatch(it -> committed.getOrDefault(it.getKey(), 0L).equals(it.getValue()));
    }

    @Test
    void a_feed_that_somebody_else_has_made_with_fewer_partitions_keeps_the_order() {
        var topic = new NewTopic(kafka.topics().feed(ORG_C), 1, (short) 1);
        var _ = memories.admin().createTopics(List.of(topic));
        awaitFeed(ORG_C);
        tenants.add(ORG_C);
        for (int i = 0; i < 60; i++) {
            var content = "n %02d".formatted(i);
            memories.write(ORG_C, content);
        }

        var found = feed(ORG_C, 60);

        assertThat(found).extracting(Copy::partition).containsOnly(0);
        var accepted = memories.accepted(ORG_C);
        for (int partition = 0; partition < 3; partition++) {
            int number = partition;
            var there =
                    accepted.stream()
                            .filter(it -> it.partition() == number)
                            .map(Copy::content)
                            .toList();
            assertThat(found)
                    .extracting(Copy::content)
                    .filteredOn(there::contains)
                    .isEqualTo(there);
        }
    }

    @Test
    void a_feed_is_made_like_the_accepted_topic_but_for_the_clock() throws Exception {
        awaitFeed(ORG_A);
        var feed = kafka.topics().feed(ORG_A);
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, feed);

        var settings = memories.admin().describeConfigs(List.of(topic)).all().get().get(topic);
        var found = memories.admin().describeTopics(List.of(feed)).allTopicNames().get().get(feed);

        assertThat(found.partitions()).hasSize(kafka.partitions());
        assertThat(settings.get("message.timestamp.type").value()).isEqualTo("CreateTime");
        assertThat(settings.get("retention.ms").value()).isEqualTo("604800000");
        assertThat(settings.get("max.message.bytes").value()).isEqualTo("2097152");
    }
}
