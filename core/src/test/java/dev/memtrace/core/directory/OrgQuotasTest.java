package dev.memtrace.core.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiError;
import dev.memtrace.core.service.ApiException;
import java.time.Instant;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class OrgQuotasTest {
    private static final OrgId ORG = new OrgId("org_a");
    private static final OrgId OTHER = new OrgId("org_b");

    private final TenantTable tenants = new TenantTable();
    private final OrgQuotas quotas = new OrgQuotas(tenants);

    private void give(OrgId org, Quota quota) {
        var entry = new DirectoryEntry.Org(org, "n", quota, Instant.EPOCH);
        tenants.take(new DirectoryChange.Stated(new DirectoryState(entry, 1)));
    }

    private int requestsLetIn(OrgId org, int tries) {
        int letIn = 0;
        for (int i = 0; i < tries; i++) {
            try {
                quotas.enter(org);
                letIn++;
            } catch (ApiException e) {
                assertThat(e.error()).isEqualTo(ApiError.OVER_QUOTA);
            }
        }
        return letIn;
    }

    @Test
    void an_org_without_a_quota_is_always_let_in() {
        give(ORG, Quota.NONE);

        assertThat(requestsLetIn(ORG, 10_000)).isEqualTo(10_000);
        assertThat(requestsLetIn(OTHER, 10_000)).isEqualTo(10_000); // not even known
    }

    @Test
    void a_used_up_quota_is_refused_and_anothers_is_not_touched() {
        give(ORG, new Quota(0, 5));
        give(OTHER, new Quota(0, 5));

        // A few more trickle in while we ask.
        assertThat(requestsLetIn(ORG, 100)).isBetween(5, 20);
        assertThat(requestsLetIn(OTHER, 5)).isEqualTo(5);
        assertThatThrownBy(
                        () -> {
                            while (true) {
                                quotas.enter(ORG);
                            }
                        })
                .isInstanceOf(ApiException.class)
                .hasMessage("this org's quota of requests is used up");
        assertThat(quotas.metrics()).contains("quota_refused_total{quota=\"requests\"}");
    }

    @Test
    void a_batch_larger_than_a_second_allows_is_let_in_and_paid_for_after() {
        give(ORG, new Quota(10, 0));

        quotas.write(ORG, 1_000); // a hundred seconds' worth

        assertThatThrownBy(() -> quotas.write(ORG, 1)).isInstanceOf(ApiException.class);
        assertThat(quotas.metrics()).contains("quota_refused_total{quota=\"memories\"} 1\n");
    }

    @Test
    void a_changed_quota_counts_at_once() {
        give(ORG, new Quota(1, 0));
        quotas.write(ORG, 100);
        assertThatThrownBy(() -> quotas.write(ORG, 1)).isInstanceOf(ApiException.class);

        give(ORG, Quota.NONE);

        assertThatCode(() -> quotas.write(ORG, 1_000)).doesNotThrowAnyException();
    }

    private long secondsUntilLetIn(OrgId org) {
        return assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> quotas.write(org, 1))
                .actual()
                .retryAfterSeconds()
                .orElseThrow();
    }

    @Test
    void no_batch_makes_a_debt_of_more_than_five_minutes() {
        give(ORG, new Quota(1, 0));

        quotas.write(ORG, 10_000);

        assertThat(secondsUntilLetIn(ORG)).isBetween(295L, 301L);
    }

    @Test
    void batches_at_once_make_no_more_debt_than_one() throws Exception {
        give(ORG, new Quota(100, 0));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                threads.execute(
                        () -> {
                            try {
                                quotas.write(ORG, 1_000_000);
                            } catch (ApiException e) {
                                // another one was first
                            }
                        });
            }
        }

        assertThat(secondsUntilLetIn(ORG)).isBetween(295L, 301L);
    }

    @Test
    void what_was_not_written_after_all_is_given_back() {
        give(ORG, new Quota(10, 0));

        quotas.write(ORG, 1_000).giveBack();

        assertThatCode(() -> quotas.write(ORG, 10)).doesNotThrowAnyException();
        assertThatThrownBy(() -> quotas.write(ORG, 1))
                .as("not more than there was")
                .isInstanceOf(ApiException.class);
    }
}
