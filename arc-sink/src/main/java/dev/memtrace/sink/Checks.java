package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.core.memory.OrgId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Of which orgs we know, by partition, that nobody has written rows beyond what is committed: not a
 * predecessor, not an earlier start of ours. All others are asked about before they are written.
 * One thread.
 */
final class Checks {
    private final Map<OrgId, Long> versions = new HashMap<>();
    private final Map<TopicPartition, Set<OrgId>> settled = new HashMap<>();

    /** Nobody is settled in these. */
    void assigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> settled.put(partition, new HashSet<>()));
    }

    void lost(Collection<TopicPartition> partitions) {
        partitions.forEach(settled::remove);
    }

    /**
     * Whether this is the binding that we saw last. If not, what we knew of the org was about
     * another store, and is forgotten.
     */
    boolean isSame(OrgId org, ArcBinding binding) {
        var before = versions.put(org, binding.version());
        if (before != null && before == binding.version()) {
            return true;
        }
        settled.values().forEach(orgs -> orgs.remove(org));
        return before == null;
    }

    boolean areSettled(OrgId org, Collection<TopicPartition> partitions) {
        return partitions.stream().allMatch(it -> settled.get(it).contains(org));
    }

    void settle(OrgId org, TopicPartition partition) {
        settled.get(partition).add(org);
    }

    void unsettle(OrgId org, TopicPartition partition) {
        settled.get(partition).remove(org);
    }
}
