package dev.memtrace.dedup;

import static dev.memtrace.dedup.Entries.NOON;
import static dev.memtrace.dedup.Entries.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.Wish;
import org.junit.jupiter.api.Test;

/** A key is revoked once, by its own org, and stays in the directory. */
class RegistrarApiKeyTest extends RegistrarFixture {
    @Test
    void a_revoked_key_stays_with_the_time_of_its_first_revocation() {
        var key = key(ORG, "ci");
        create(key);
        var at = NOON.plusSeconds(1);

        assertThat(granted(new Wish.RevokeKey(ORG, key.id(), at))).isEqualTo(key.revoked(at));
        assertThat(granted(new Wish.RevokeKey(ORG, key.id(), at.plusSeconds(9))))
                .isEqualTo(key.revoked(at));
        assertThat(decide(new Wish.RevokeKey(OTHER, key.id(), at)))
                .isInstanceOf(Decision.NotFound.class);
        assertThat(tombstones()).isEmpty();
    }
}
