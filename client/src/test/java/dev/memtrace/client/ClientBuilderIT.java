package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.testkit.ApiClient;
import org.junit.jupiter.api.Test;

/** A client calls the addresses, and with the key, that it was built with. */
final class ClientBuilderIT extends ClientFixture {
    @Test
    void a_key_that_nobody_knows_is_unauthorized() {
        var unknown = "mtk_" + "0".repeat(40);
        try (var stranger = MemtraceClient.builder().uri(proxy.uri()).apiKey(unknown).build();
                var nobody = MemtraceClient.builder().uri(proxy.uri()).build()) {
            assertThatThrownBy(() -> stranger.memories().list(MemoryFilter.ALL))
                    .isInstanceOf(UnauthorizedException.class)
                    .hasMessage("GET /api/v1/memories: 401: invalid API key");
            assertThatThrownBy(() -> nobody.memories().list(MemoryFilter.ALL))
                    .isInstanceOf(UnauthorizedException.class);
        }
    }

    @Test
    void writes_and_reads_may_have_addresses_of_their_own() throws Exception {
        try (var reads = CheckingProxy.before(deployment.uri());
                var apart =
                        MemtraceClient.builder()
                                .writesTo(proxy.uri())
                                .readsFrom(reads.uri())
                                .apiKey(ApiClient.KEY)
                                .build()) {
            proxy.asked();

            var kept = ((Written.Accepted) apart.memories().write(memory(name()).build())).memory();
            apart.memories().search(MemoryFilter.ALL);

            assertThat(apart.memories().get(kept.id())).isEqualTo(kept);
            assertThat(proxy.asked()).containsExactly("POST /api/v1/memories");
            assertThat(reads.asked())
                    .containsExactly("POST /api/v1/search", "GET /api/v1/memories/" + kept.id());
        }
    }
}
