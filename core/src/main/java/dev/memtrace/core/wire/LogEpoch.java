package dev.memtrace.core.wire;

import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/**
 * Tells the rows of this log from those of another whose offsets are alike: a topic made again, or
 * a second environment on the same Arc.
 */
public final class LogEpoch {
    private LogEpoch() {}

    /**
     * That of the accepted topic as it is now: the topic's id, folded to a positive number.
     *
     * @throws KafkaUnavailableException if Kafka does not say within half a minute
     */
    public static long of(KafkaConfig kafka) {
        var topic = kafka.topics().accepted();
        try (var admin = Admin.create(kafka.clientProperties())) {
            var id =
                    KafkaFutures.awaitKnown(
                                    () -> admin.describeTopics(List.of(topic)).allTopicNames(),
                                    "describing " + topic)
                            .get(topic)
                            .topicId();
            return (id.getMostSignificantBits() ^ id.getLeastSignificantBits()) & Long.MAX_VALUE;
        }
    }
}
