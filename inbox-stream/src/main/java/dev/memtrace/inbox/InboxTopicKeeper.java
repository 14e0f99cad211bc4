package dev.memtrace.inbox;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Tenants;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.InboxTopics;
import dev.memtrace.core.wire.KafkaUnavailableException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every org of the directory its inbox, and says which are there. Deletes none: an org is
 * removed by somebody who means it, and so is its inbox. A thread of its own.
 */
final class InboxTopicKeeper implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(InboxTopicKeeper.class);
    private static final long EVERY_MILLIS = 500;

    private final Tenants tenants;
    private final InboxTopics topics;
    private final int partitions;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("inbox-topics").daemon().factory());
    private volatile Set<OrgId> owners = Set.of();

    private InboxTopicKeeper(Tenants tenants, InboxTopics topics, int partitions) {
        this.tenants = tenants;
        this.topics = topics;
        this.partitions = partitions;
    }

    /**
     * Starts to look after them.
     *
     * @param admin stays the caller's to close
     */
    static InboxTopicKeeper start(InboxConfig config, Tenants tenants, Admin admin) {
        var topics = new InboxTopics(admin, config.kafka());
        var keeper = new InboxTopicKeeper(tenants, topics, config.partitions());
        var _ =
                keeper.thread.scheduleWithFixedDelay(
                        keeper::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return keeper;
    }

    private void look() {
        try {
            var orgs =
                    tenants.orgs().stream()
                            .map(DirectoryEntry.Org::org)
                            .collect(Collectors.toUnmodifiableSet());
            if (orgs.equals(owners)) {
                return;
            }
            var missing = new HashSet<>(orgs);
            missing.removeAll(topics.owners());
            if (!missing.isEmpty()) {
                topics.create(missing, partitions);
            }
            owners = orgs;
        } catch (KafkaUnavailableException e) {
            LOGGER.atWarn()
                    .addKeyValue("error", e.getMessage())
                    .log("inboxes cannot be looked after; the next try follows");
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).log("inboxes cannot be looked after");
        }
    }

    /** Those whose inboxes are there. */
    Set<OrgId> owners() {
        return owners;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
