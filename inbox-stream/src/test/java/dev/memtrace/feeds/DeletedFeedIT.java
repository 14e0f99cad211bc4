package dev.memtrace.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.FeedTopics;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.OrgTopics;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.feeds.AcceptedMemories.Copy;
import dev.memtrace.inbox.FakeTenants;
import dev.memtrace.testkit.Broker;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A feed is deleted while its memories, and those of another org, are mirrored. */
final class DeletedFeedIT {
    private static final OrgId STAYING = new OrgId("org_staying");
    private static final OrgId GOING = new OrgId("org_going");
    private static final Duration SOON = Duration.ofSeconds(60);

    /** What the others may notice. */
    private static final Duration DELAY_MAX = Duration.ofSeconds(5);

    private final KafkaConfig kafka =
            new KafkaConfig(
                    Broker.shared().bootstrapServers(),
                    new Topics(Broker.uniquePrefix(DeletedFeedIT.class) + "memtrace"),
                    3,
                    1,
                    1,
                    1);
    private final FakeTenants tenants = new FakeTenants();
    private final Map<String, Long> written = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private AcceptedMemories memories;
    private OrgTopics feeds;
    private FeedMirror mirror;

    @BeforeEach
    void start() {
        memories = AcceptedMemories.make(kafka);
        feeds = FeedTopics.of(memories.admin(), kafka);
        tenants.add(STAYING);
        tenants.add(GOING);
        mirror =
                FeedMirror.start(
                        new FeedConfig(kafka, true, "inbox-1"),
                        tenants,
                        _ -> true,
                        Clock.systemUTC());
        await().atMost(SOON).until(() -> feeds.owners().size() == 2);
    }

    @AfterEach
    void stop() {
        mirror.close();
        memories.close();
    }

    private void writeOneOfEach() {
        var content = "n " + count.incrementAndGet();
        memories.write(GOING, content);
        written.put(content, System.nanoTime());
        memories.write(STAYING, content);
    }

    private interface Deletion {
        void happen() throws InterruptedException;
    }

    /**
     * The longest that the other org's listener has waited for a memory while somebody deleted the
     * feed, with 50 memories a second of each org under way.
     */
    private Duration delayDuring(Deletion deletion) throws InterruptedException {
        try (var listener = FeedListener.start(kafka, kafka.topics().feed(STAYING));
                var writer = Executors.newSingleThreadScheduledExecutor()) {
            var writing =
                    writer.scheduleAtFixedRate(this::writeOneOfEach, 0, 20, TimeUnit.MILLISECONDS);
            await().atMost(SOON).until(() -> listener.heard().size() > 50);
            deletion.happen();
            int before = count.get();
            await().atMost(SOON).until(() -> count.get() > before + 200);
            writing.cancel(false);
            writer.shutdown();
            assertThat(writer.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();

            await().atMost(SOON).until(() -> listener.heard().size() == count.get());
            long nanos =
                    written.entrySet().stream()
                            .mapToLong(it -> listener.heard().get(it.getKey()) - it.getValue())
                            .max()
                            .orElseThrow();
            return Duration.ofNanos(nanos);
        }
    }

    @Test
    void others_notice_little_when_an_org_and_its_feed_are_deleted() throws Exception {
        var delay =
                delayDuring(
                        () -> {
                            tenants.remove(GOING);
                            assertThat(feeds.delete(GOING)).isTrue();
                        });

        assertThat(delay).isLessThan(DELAY_MAX);
        assertThat(memories.feed(STAYING)).isEqualTo(memories.accepted(STAYING));
        assertThat(feeds.owners()).containsExactly(STAYING);
    }

    @Test
    void nor_when_the_mirror_hears_of_it_only_after_the_feed_is_gone() throws Exception {
        var delay =
                delayDuring(
                        () -> {
                            assertThat(feeds.delete(GOING)).isTrue();
                            int deleted = count.get();
                            await().until(() -> count.get() > deleted + 50); // a second
                            tenants.remove(GOING);
                        });

        assertThat(delay).isLessThan(DELAY_MAX);
        assertThat(memories.feed(STAYING)).isEqualTo(memories.accepted(STAYING));
        assertThat(feeds.owners()).containsExactly(STAYING);
    }

    @Test
    void a_feed_that_is_deleted_by_mistake_is_made_again_and_the_others_lose_nothing()
            throws Exception {
        var _ = delayDuring(() -> assertThat(feeds.delete(GOING)).isTrue());

        assertThat(memories.feed(STAYING)).isEqualTo(memories.accepted(STAYING));
        await().atMost(SOON).until(() -> feeds.owners().contains(GOING));
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(memories.feed(GOING))
                                        .extracting(Copy::content)
                                        .contains("n " + count.get())
                                        .doesNotHaveDuplicates());
    }
}
