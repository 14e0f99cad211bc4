package dev.memtrace.core.access;

import dev.memtrace.core.wire.KafkaFutures;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;

/** How many bytes a second users may write to each broker. Thread-safe. */
final class ProducerQuotas {
    private static final String BYTE_RATE = "producer_byte_rate";

    private final Admin admin;

    ProducerQuotas(Admin admin) {
        this.admin = admin;
    }

    /**
     * Limits a user.
     *
     * @return the limit that he has now
     */
    long limit(UserPrincipal principal, ByteRate rate) {
        long now = rate.isChosen() ? rate.perSecond() : of(principal).orElse(rate.perSecond());
        var user = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, principal.name()));
        var operation = new ClientQuotaAlteration.Op(BYTE_RATE, (double) now);
        KafkaFutures.await(
                admin.alterClientQuotas(
                                List.of(new ClientQuotaAlteration(user, List.of(operation))))
                        .all(),
                "limiting " + principal);
        return now;
    }

    private Optional<Long> of(UserPrincipal principal) {
        var user = ClientQuotaFilterComponent.ofEntity(ClientQuotaEntity.USER, principal.name());
        var quotas =
                KafkaFutures.await(
                        admin.describeClientQuotas(ClientQuotaFilter.containsOnly(List.of(user)))
                                .entities(),
                        "looking for the limit of " + principal);
        return quotas.values().stream()
                .flatMap(it -> Stream.ofNullable(it.get(BYTE_RATE)))
                .map(Double::longValue)
                .findFirst();
    }
}
