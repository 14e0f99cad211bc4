package dev.memtrace.query;

import dev.memtrace.core.accounts.AccountJson;
import dev.memtrace.core.accounts.PipelineAccounts;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.Call;
import dev.memtrace.core.wire.KafkaUnavailableException;
import io.helidon.http.Status;
import java.time.Clock;
import java.time.Duration;

/** {@code GET /api/v1/admin/pipeline}: where the memories of the caller's org are. Thread-safe. */
final class PipelineEndpoint {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final PipelineAccounts accounts;
    private final Clock clock;

    PipelineEndpoint(PipelineAccounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    void answer(Call call) {
        try {
            var retention = accounts.retention();
            var account = accounts.of(call.org());
            call.send(Status.OK_200, AccountJson.of(account, clock.instant(), retention));
        } catch (KafkaUnavailableException e) {
            throw ApiException.unavailable(e.getMessage(), RETRY_AFTER);
        }
    }
}
