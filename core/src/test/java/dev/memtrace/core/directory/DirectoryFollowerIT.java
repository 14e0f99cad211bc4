package dev.memtrace.core.directory;

import static dev.memtrace.core.directory.DirectoryBench.ORG;
import static dev.memtrace.core.directory.DirectoryBench.OTHER;
import static dev.memtrace.core.directory.DirectoryBench.org;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.OrgId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a follower makes of a target that fails. */
class DirectoryFollowerIT {
    private static final OrgId THIRD = new OrgId("org_c");

    /** For what is noticed once a minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final FailingTarget target = new FailingTarget();
    private DirectoryBench bench;
    private DirectoryFollower follower;

    /** A table that fails as often as it is told, where it is told. */
    private static final class FailingTarget implements DirectoryTarget {
        final TenantTable table = new TenantTable();
        final AtomicInteger clears = new AtomicInteger();
        final AtomicInteger completions = new AtomicInteger();
        final AtomicInteger batches = new AtomicInteger();

        private static void failIfDue(AtomicInteger left) {
            if (left.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
                throw new DirectoryException("the disk is full", null);
            }
        }

        @Override
        public Optional<Progress> progress() {
            return table.progress();
        }

        @Override
        public void clear() {
            failIfDue(clears);
            table.clear();
        }

        @Override
        public void complete() {
            failIfDue(completions);
            table.complete();
        }

        @Override
        public void apply(Batch batch, Progress progress) {
            if (!batch.isEmpty()) {
                failIfDue(batches);
            }
            table.apply(batch, progress);
        }

        @Override
        public void close() {
            table.close();
        }
    }

    private static final class Nobody implements DirectoryListener {
        final AtomicInteger deaf = new AtomicInteger();

        @Override
        public void applied(List<DirectoryChange> changes) {
            if (deaf.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
                throw new IllegalStateException("not taken over");
            }
        }

        @Override
        public void replaced() {
            // The table shows it already.
        }
    }

    private final Nobody listener = new Nobody();

    @BeforeEach
    void start() {
        bench = new DirectoryBench();
        bench.write(org(ORG));
        follower =
                DirectoryFollower.start(
                        bench.kafka, TenantTable.KINDS, target, listener, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        follower.close();
        bench.close();
    }

    private void awaitOrgs(OrgId... orgs) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(target.table.orgs())
                                    .extracting(DirectoryEntry.Org::org)
                                    .containsExactlyInAnyOrder(orgs);
                            assertThat(follower.isFollowing()).isTrue();
                        });
    }

    @Test
    void what_could_not_be_applied_is_applied_later_and_nothing_is_left_out() {
        target.batches.set(2);

        bench.write(org(OTHER));
        bench.write(org(THIRD));

        awaitOrgs(ORG, OTHER, THIRD);
    }

    @Test
    void a_rebuild_that_fails_is_tried_again_and_two_directories_never_mix() throws Exception {
        target.clears.set(1);
        target.batches.set(1);
        target.completions.set(1);

        bench.makeTopicAnew();
        bench.write(org(OTHER), org(THIRD));

        awaitOrgs(OTHER, THIRD);
    }

    @Test
    void a_change_that_was_not_taken_over_in_memory_is_made_good() {
        listener.deaf.set(1);

        bench.write(org(OTHER));

        await().atMost(PATIENCE)
                .until(() -> !follower.metrics().exposition().contains("rebuilds_total 0"));
        awaitOrgs(ORG, OTHER);
    }
}
