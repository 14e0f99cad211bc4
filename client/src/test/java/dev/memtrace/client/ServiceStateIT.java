package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The services tell their health, their readiness and figures that add up. */
final class ServiceStateIT extends ClientFixture {
    @Test
    void a_service_tells_its_health_its_readiness_its_figures_and_its_description() {
        for (var side : Side.values()) {
            assertThat(memtrace.health(side).arcs()).containsKey("org_default");
            assertThat(memtrace.readiness(side).isReady()).isTrue();
            assertThat(memtrace.metrics(side)).contains("# TYPE");
            assertThat(memtrace.openApi(side)).startsWith("openapi: 3.1.0");
        }
    }

    @Test
    void the_pipelines_figures_add_up() {
        accepted(memory("counted " + name()).build());

        var pipeline = memtrace.pipeline();

        assertThat(pipeline.received())
                .isPositive()
                .isEqualTo(
                        pipeline.accepted()
                                + pipeline.duplicates()
                                + pipeline.rejected()
                                + pipeline.undecided());
        assertThat(pipeline.accepted())
                .isEqualTo(pipeline.proven() + pipeline.inFlight() + pipeline.refused());
        assertThat(pipeline.closedBecause()).isEmpty();
    }
}
