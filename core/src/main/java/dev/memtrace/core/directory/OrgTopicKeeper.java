package dev.memtrace.core.directory;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.OrgTopics;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every org of the directory its topic of one kind, and says which are there. Deletes none:
 * an org is removed by somebody who means it, and so is its topic. A thread of its own.
 */
public final class OrgTopicKeeper implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(OrgTopicKeeper.class);
    private static final long EVERY_MILLIS = 500;
    private static final Duration WARN_EVERY = Duration.ofMinutes(1);

    private final String kind;
    private final Tenants tenants;
    private final OrgTopics topics;
    private final ScheduledExecutorService thread;
    private volatile Set<OrgId> owners = Set.of();
    private Optional<Long> warnedNanos = Optional.empty();

    private OrgTopicKeeper(String kind, Tenants tenants, OrgTopics topics) {
        this.kind = kind;
        this.tenants = tenants;
        this.topics = topics;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name(kind + "-topics").daemon().factory());
    }

    /**
     * Starts to look after them.
     *
     * @param kind of topics, in the name of the thread and in log lines
     */
    public static OrgTopicKeeper start(String kind, Tenants tenants, OrgTopics topics) {
        var keeper = new OrgTopicKeeper(kind, tenants, topics);
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
            owners = withTopics(orgs);
        } catch (KafkaUnavailableException e) {
            warn(e);
        } catch (RuntimeException e) {
            LOGGER.atError()
                    .setCause(e)
                    .addKeyValue("kind", kind)
                    .log("topics of orgs cannot be looked after");
        }
    }

    private Set<OrgId> withTopics(Set<OrgId> orgs) {
        var missing = new HashSet<>(orgs);
        missing.removeAll(topics.owners());
        if (missing.isEmpty()) {
            return orgs;
        }
        try {
            topics.create(missing);
            return orgs;
        } catch (KafkaUnavailableException e) {
            warn(e);
            var there = new HashSet<>(orgs);
            there.retainAll(topics.owners()); // one that cannot be made must not hold up the others
            return Set.copyOf(there);
        }
    }

    /** The first time, and once a minute. */
    private void warn(KafkaUnavailableException e) {
        long now = System.nanoTime();
        if (warnedNanos.filter(it -> now - it < WARN_EVERY.toNanos()).isPresent()) {
            return;
        }
        warnedNanos = Optional.of(now);
        LOGGER.atWarn()
                .addKeyValue("kind", kind)
                .addKeyValue("error", e.getMessage())
                .log("topics of orgs cannot be looked after; the next try follows");
    }

    /** Those whose topics are there. */
    public Set<OrgId> owners() {
        return owners;
    }

    /** Has it look what is there: somebody may have deleted a topic whose org is still there. */
    public void lookAgain() {
        owners = Set.of();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
