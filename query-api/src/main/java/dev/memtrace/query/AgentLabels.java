package dev.memtrace.query;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.memory.AgentId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the memories and sessions of an agent are labelled with: clients use its id or its name, or
 * never registered it.
 */
final class AgentLabels {
    private AgentLabels() {}

    /** Those of a registered agent; a name that could label nothing is left out. */
    static List<AgentId> of(DirectoryEntry.Agent agent) {
        return labels(Stream.of(agent.id(), agent.name()));
    }

    /** Those of the agent that somebody calls {@code asked}, who may be registered. */
    static List<AgentId> of(String asked, Optional<DirectoryEntry.Agent> agent) {
        return labels(
                Stream.concat(
                        Stream.of(asked),
                        agent.stream().flatMap(it -> Stream.of(it.id(), it.name()))));
    }

    private static List<AgentId> labels(Stream<String> texts) {
        return texts.filter(AgentId::isValid).distinct().map(AgentId::new).toList();
    }
}
