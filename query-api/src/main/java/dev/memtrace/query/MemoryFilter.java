package dev.memtrace.query;

import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.EventType;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryType;
import dev.memtrace.core.memory.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which memories of an org are meant; says nothing of how they are found. An empty list asks for
 * nothing in particular.
 *
 * @param agents one of these
 * @param types one of these
 * @param excludedTypes none of these
 * @param eventTypes one of these
 * @param tags all of these
 * @param contentContains upper and lower case are the same here
 */
record MemoryFilter(
        List<AgentId> agents,
        Optional<SessionId> session,
        List<MemoryType> types,
        List<MemoryType> excludedTypes,
        List<EventType> eventTypes,
        List<String> tags,
        Optional<String> contentContains,
        ImportanceRange importance,
        TimeWindow window) {

    static final MemoryFilter ALL =
            new MemoryFilter(
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    ImportanceRange.ALL,
                    TimeWindow.ALL);

    MemoryFilter {
        agents = List.copyOf(agents);
        requireNonNull(session, "session");
        types = List.copyOf(types);
        excludedTypes = List.copyOf(excludedTypes);
        eventTypes = List.copyOf(eventTypes);
        tags = List.copyOf(tags);
        requireNonNull(contentContains, "contentContains");
        requireNonNull(importance, "importance");
        requireNonNull(window, "window");
    }

    /**
     * Says of a memory whether it is meant. The same as the SQL of {@link Conditions} says, to the
     * letter: {@code MergedReadsIT} compares them.
     */
    Predicate<Memory> matcher() {
        Predicate<Memory> matcher =
                memory ->
                        isAnyOf(agents, memory.agent())
                                && session.map(it -> memory.session().equals(Optional.of(it)))
                                        .orElse(true)
                                && isAnyOf(types, memory.type())
                                && !excludedTypes.contains(memory.type())
                                && isAnyOf(eventTypes, memory.eventType())
                                && memory.tags().containsAll(tags)
                                && importance.includes(memory.importance())
                                && window.includes(memory.time());
        return contentContains
                .map(Folded::of)
                .map(text -> matcher.and(memory -> Folded.of(memory.content()).contains(text)))
                .orElse(matcher);
    }

    private static <T> boolean isAnyOf(List<T> these, T one) {
        return these.isEmpty() || these.contains(one);
    }

    MemoryFilter ofAgents(List<AgentId> these) {
        return new MemoryFilter(
                these,
                session,
                types,
                excludedTypes,
                eventTypes,
                tags,
                contentContains,
                importance,
                window);
    }

    MemoryFilter ofSession(SessionId one) {
        return new MemoryFilter(
                agents,
                Optional.of(one),
                types,
                excludedTypes,
                eventTypes,
                tags,
                contentContains,
                importance,
                window);
    }

    MemoryFilter ofTypes(List<MemoryType> these, List<MemoryType> butNotThese) {
        return new MemoryFilter(
                agents,
                session,
                these,
                butNotThese,
                eventTypes,
                tags,
                contentContains,
                importance,
                window);
    }

    MemoryFilter within(TimeWindow other) {
        return new MemoryFilter(
                agents,
                session,
                types,
                excludedTypes,
                eventTypes,
                tags,
                contentContains,
                importance,
                other);
    }
}
