package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.core.memory.OrgId;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChecksTest {
    private static final OrgId ORG = new OrgId("org_a");
    private static final OrgId OTHER = new OrgId("org_b");

    private final Checks checks = new Checks();

    private static ArcBinding version(long version) {
        return new ArcBinding(URI.create("http://arc:8000"), "d", "m", "", version);
    }

    @BeforeEach
    void settle() {
        checks.assigned(List.of(Rows.FIRST, Rows.SECOND));
        assertThat(checks.isSame(ORG, version(1))).isTrue();
        checks.settle(ORG, Rows.FIRST);
    }

    @Test
    void nobody_is_settled_before_it_is_said() {
        assertThat(checks.areSettled(ORG, List.of(Rows.FIRST))).isTrue();
        assertThat(checks.areSettled(ORG, List.of(Rows.FIRST, Rows.SECOND))).isFalse();
        assertThat(checks.areSettled(OTHER, List.of(Rows.FIRST))).isFalse();
    }

    @Test
    void a_partition_that_comes_again_is_unsettled() {
        checks.lost(List.of(Rows.FIRST));
        checks.assigned(List.of(Rows.FIRST));

        assertThat(checks.areSettled(ORG, List.of(Rows.FIRST))).isFalse();
    }

    @Test
    void another_version_of_a_binding_unsettles_its_org_alone() {
        checks.settle(OTHER, Rows.FIRST);

        assertThat(checks.isSame(ORG, version(2))).isFalse();

        assertThat(checks.areSettled(ORG, List.of(Rows.FIRST))).isFalse();
        assertThat(checks.areSettled(OTHER, List.of(Rows.FIRST))).isTrue();
        assertThat(checks.isSame(ORG, version(2))).isTrue();
    }
}
