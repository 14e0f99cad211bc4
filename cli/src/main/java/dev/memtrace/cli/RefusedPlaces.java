package dev.memtrace.cli;

import dev.memtrace.core.rejected.Rejected;
import dev.memtrace.core.rejected.RejectedEntry;
import dev.memtrace.core.rejected.RejectedTopic;
import dev.memtrace.core.rejected.SourcePosition;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.RejectedHeaders;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Which rows of the accepted log the sink has put on the rejected topic.
 *
 * @param places where they are in the log
 */
record RefusedPlaces(Set<SourcePosition> places, String topic) {
    /**
     * Reads them.
     *
     * @param since nothing is refused before it is accepted
     */
    static RefusedPlaces since(Instant since, KafkaConfig kafka) {
        var accepted = kafka.topics().accepted();
        var places = new HashSet<SourcePosition>();
        try (var topic = RejectedTopic.open(kafka)) {
            topic.read(
                    topic.offsetAt(since),
                    entry -> {
                        if (entry instanceof RejectedEntry.Kept(Rejected rejected)
                                && rejected.service().equals(RejectedHeaders.SINK)) {
                            rejected.source()
                                    .filter(it -> it.topic().equals(accepted))
                                    .ifPresent(places::add);
                        }
                    });
        }
        return new RefusedPlaces(places, accepted);
    }

    boolean contains(AuditRow row) {
        return places.contains(new SourcePosition(topic, row.partition(), row.offset()));
    }
}
