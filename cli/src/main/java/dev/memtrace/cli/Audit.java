package dev.memtrace.cli;

import dev.memtrace.arc.HttpArcClient;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.LogEpoch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/** Compares a stretch of the accepted log with an org's Arc, as often as wanted. One thread. */
final class Audit implements AutoCloseable {
    private final OrgId org;
    private final KafkaConfig kafka;
    private final Instant since;
    private final long logEpoch;
    private final HttpArcClient arc;
    private final StoredIds stored;
    private final AuditLog log;

    private Audit(
            OrgId org,
            KafkaConfig kafka,
            Instant since,
            long logEpoch,
            AuditArc place,
            AuditLog log) {
        this.org = org;
        this.kafka = kafka;
        this.since = since;
        this.logEpoch = logEpoch;
        this.arc = new HttpArcClient(place.config().client());
        this.stored = new StoredIds(arc, place.binding(), org, logEpoch, Clock.systemUTC());
        this.log = log;
    }

    /** Looks where the org's memories are, and where the stretch begins and ends. */
    static Audit open(DirectoryAccess directory, OrgId org, Instant since, Instant until) {
        var kafka = directory.place().kafka();
        var arc = AuditArc.of(directory, org);
        var log = AuditLog.open(kafka, since, until);
        return new Audit(org, kafka, since, LogEpoch.of(kafka), arc, log);
    }

    /**
     * Compares all of it.
     *
     * @throws CommandFailedException if Arc does not answer
     */
    AuditTally compare() {
        var tally = new AuditTally();
        var refused = RefusedPlaces.since(since, kafka);
        log.read(org, chunk -> tally.add(chunk, stored.times(chunk), refused::contains));
        return tally;
    }

    /**
     * What came of a repair.
     *
     * @param wished by partition, from which offset on
     * @param after what is found then; empty if the sink has not done it in time
     */
    record Repair(SortedMap<Integer, Long> wished, Optional<AuditTally> after) {
        boolean isDone() {
            return after.isPresent() && after.get().missing() == 0;
        }
    }

    /** Asks the sink for what is missing, and waits until it is there, for so long at most. */
    Repair repair(AuditTally before, Duration wait) {
        long start = System.nanoTime();
        try (var wishes = ReproveWishes.open(kafka, org, logEpoch)) {
            var wished = wishes.send(before.lowestMissing());
            var after = Optional.<AuditTally>empty();
            while (System.nanoTime() - start < wait.toNanos()) {
                if (wishes.areGranted(wished.keySet())) {
                    after = Optional.of(compare());
                    if (after.get().missing() == 0) {
                        break;
                    }
                }
                wishes.pause();
            }
            return new Repair(wished, after);
        }
    }

    @Override
    public void close() {
        log.close();
        arc.close();
    }
}
