package dev.memtrace.core.accounts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.service.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** An account as clients and scripts see it. */
public final class AccountJson {
    private AccountJson() {}

    /**
     * The figures of {@code account}.
     *
     * @param retention of the {@code accepted} topic; empty if it keeps memories for ever
     */
    public static ObjectNode of(OrgAccount account, Instant now, Optional<Duration> retention) {
        var json =
                Json.MAPPER
                        .createObjectNode()
                        .put("received", account.received())
                        .put("accepted", account.accepted())
                        .put("duplicates", account.duplicates())
                        .put("rejected", account.rejected())
                        .put("undecided", account.undecided())
                        .put("proven", account.proven())
                        .put("in_flight", account.inFlight())
                        .put("refused", account.refused());
        var lane = json.putObject("lane");
        switch (account.lane()) {
            case OrgAccount.Lane.Open() -> lane.put("state", "open").putNull("reason");
            case OrgAccount.Lane.Closed(var reason) ->
                    lane.put("state", "closed").put("reason", reason);
        }
        var age = age(account, now);
        return json.put("oldest_unproven_age_ms", age.map(Duration::toMillis).orElse(null))
                .put(
                        "retention_left_ms",
                        retentionLeft(account, now, retention)
                                .map(Duration::toMillis)
                                .orElse(null));
    }

    /** For how long the sink's oldest unproven memory has been waiting; a clock may lag. */
    public static Optional<Duration> age(OrgAccount account, Instant now) {
        return account.oldestUnproven()
                .map(since -> Duration.between(since, now))
                .map(age -> age.isNegative() ? Duration.ZERO : age);
    }

    /**
     * When that memory leaves the log; negative if its time is over and Kafka has not come round to
     * it. Empty if none waits, or nothing leaves the log.
     */
    public static Optional<Duration> retentionLeft(
            OrgAccount account, Instant now, Optional<Duration> retention) {
        return retention.flatMap(kept -> age(account, now).map(kept::minus));
    }
}
