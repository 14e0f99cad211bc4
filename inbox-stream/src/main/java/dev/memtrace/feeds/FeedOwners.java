package dev.memtrace.feeds;

import dev.memtrace.core.directory.Tenants;
import dev.memtrace.core.memory.OrgId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells of an org whether its memories can be mirrored, must wait, or have nobody to be mirrored
 * for. An org is in the directory before a memory of it is accepted; so one that a copy of the
 * directory does not know is known to be deleted when the copy has all that the directory held
 * after its memory was read. One thread.
 */
final class FeedOwners {
    private final Tenants tenants;
    private final Directory directory;
    private final Supplier<Set<OrgId>> owners;

    /** Orgs that were not known when they were met, and where the directory ended after that. */
    private final Map<OrgId, CompletableFuture<Map<TopicPartition, Long>>> unknown =
            new HashMap<>();

    private final Set<OrgId> deleted = new HashSet<>();

    /** What an org is to the mirror. */
    enum Standing {
        /** Its feed is there. */
        SERVED,
        /** Its feed is not there yet, or it may be an org that we have not heard of. */
        AWAITED,
        /** It was deleted. */
        DELETED
    }

    /** How far the copy of the directory is that the tenants are read from. Thread-safe. */
    interface Directory {
        /**
         * Where the directory topic ends at some moment from now on. Fails with a {@link
         * org.apache.kafka.common.KafkaException} if Kafka does not answer.
         */
        CompletableFuture<Map<TopicPartition, Long>> end();

        /** Whether the copy has everything before these offsets. */
        boolean hasReached(Map<TopicPartition, Long> ends);
    }

    /**
     * @param owners those whose feeds are there now
     */
    FeedOwners(Tenants tenants, Directory directory, Supplier<Set<OrgId>> owners) {
        this.tenants = tenants;
        this.directory = directory;
        this.owners = owners;
    }

    Standing standing(OrgId org) {
        if (tenants.org(org).isPresent()) {
            unknown.remove(org);
            deleted.remove(org);
            return owners.get().contains(org) ? Standing.SERVED : Standing.AWAITED;
        }
        return isDeleted(org) ? Standing.DELETED : Standing.AWAITED;
    }

    private boolean isDeleted(OrgId org) {
        if (deleted.contains(org)) {
            return true;
        }
        var end = unknown.computeIfAbsent(org, _ -> directory.end());
        if (end.isCompletedExceptionally()) {
            unknown.remove(org); // asked again by the next look
            return false;
        }
        // Looked up after the copy has got there: it may have learnt of the org just now.
        if (!end.isDone() || !directory.hasReached(end.join()) || isThere(org)) {
            return false;
        }
        unknown.remove(org);
        deleted.add(org);
        return true;
    }

    /** Whether the org has not been deleted, as far as is known at this moment. */
    boolean isThere(OrgId org) {
        return tenants.org(org).isPresent();
    }

    /** How many feeds are there. */
    int count() {
        return owners.get().size();
    }
}
