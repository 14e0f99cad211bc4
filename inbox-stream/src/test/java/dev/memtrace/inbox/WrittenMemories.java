package dev.memtrace.inbox;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.TopicRecords;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What inbox-stream has written for dedup. */
final class WrittenMemories {
    private WrittenMemories() {}

    /** By content, under how many ids it was written. */
    static Map<String, Integer> ids(KafkaConfig kafka) {
        return TopicRecords.read(kafka, kafka.topics().memories()).stream()
                .map(it -> MemoryRecord.of(it.value()).memory())
                .collect(
                        Collectors.groupingBy(
                                it -> it.content(),
                                Collectors.mapping(
                                        it -> it.id(),
                                        Collectors.collectingAndThen(
                                                Collectors.toSet(), Set::size))));
    }
}
