package dev.memtrace.query;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaUnavailableException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Fates that a test decides; current unless it is told otherwise. */
final class FakeFates implements Fates {
    private final Outcomes outcomes = new Outcomes(1 << 20);
    private final Set<MemoryId> undecided = new HashSet<>();
    private Runnable meanwhile = () -> {};
    private boolean isKafkaAway;

    void addUndecided(MemoryId id) {
        undecided.add(id);
    }

    /** Happens while somebody asks what is undecided. */
    void whileAsked(Runnable action) {
        meanwhile = action;
    }

    void losesKafka() {
        isKafkaAway = true;
    }

    @Override
    public Outcomes outcomes() {
        return outcomes;
    }

    @Override
    public boolean isUndecided(OrgId org, MemoryId id) {
        if (isKafkaAway) {
            throw new KafkaUnavailableException("Kafka is away", null);
        }
        boolean isUndecided = undecided.contains(id);
        meanwhile.run();
        return isUndecided;
    }

    @Override
    public boolean awaitAll(Duration wait) {
        return true;
    }

    @Override
    public Duration staleness() {
        return Duration.ZERO;
    }

    @Override
    public String metrics() {
        return "";
    }
}
