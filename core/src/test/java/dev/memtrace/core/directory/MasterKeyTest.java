package dev.memtrace.core.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.memory.OrgId;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MasterKeyTest {
    private static final OrgId ORG = new OrgId("org_a");
    private static final URI URL = URI.create("http://arc:8000");

    private final MasterKey key = MasterKey.parse(MasterKey.generate()).orElseThrow();

    @Test
    void what_is_sealed_opens_again_and_looks_different_each_time() {
        var sealed = key.seal("arc-token \u00fc", ORG, URL);

        assertThat(key.open(sealed, ORG, URL)).contains("arc-token \u00fc");
        assertThat(sealed)
                .doesNotContain("arc-token")
                .isNotEqualTo(key.seal("arc-token \u00fc", ORG, URL));
    }

    @Test
    void it_opens_for_no_other_key_org_or_address_and_not_when_it_was_changed() {
        var sealed = key.seal("token", ORG, URL);
        var other = MasterKey.parse(MasterKey.generate()).orElseThrow();
        var changed = Base64.getDecoder().decode(sealed);
        changed[changed.length - 1] ^= 1;

        assertThat(other.open(sealed, ORG, URL)).isEmpty();
        assertThat(key.open(sealed, new OrgId("org_b"), URL)).isEmpty();
        assertThat(key.open(sealed, ORG, URI.create("http://thief:8000"))).isEmpty();
        assertThat(key.open(Base64.getEncoder().encodeToString(changed), ORG, URL)).isEmpty();
        assertThat(key.open("AAAA", ORG, URL)).isEmpty();
        assertThat(key.open("no base64!", ORG, URL)).isEmpty();
    }

    @Test
    void it_is_base64_of_32_bytes_and_nothing_else() {
        assertThat(MasterKey.parse(" " + MasterKey.generate() + "\n")).isPresent();
        assertThat(MasterKey.parse(Base64.getEncoder().encodeToString(new byte[31]))).isEmpty();
        assertThat(MasterKey.parse("not base64")).isEmpty();
        assertThat(MasterKey.parse("")).isEmpty();
    }

    @Test
    void a_missing_or_malformed_one_is_told_in_one_sentence_without_showing_it() {
        var missing = Settings.load(Map.of("MEMTRACE_CONFIG", "/dev/null"));
        var _ = MasterKey.from(missing);
        assertThatThrownBy(missing::throwIfAnyProblem)
                .hasMessage(
                        """
                        configuration has 1 problem(s):
                          MEMTRACE_MASTER_KEY: is required; `memtrace keygen master` makes one, to be kept as long as the directory""");

        var malformed =
                Settings.load(
                        Map.of("MEMTRACE_CONFIG", "/dev/null", "MEMTRACE_MASTER_KEY", "hush-hush"));
        var _ = MasterKey.from(malformed);
        assertThatThrownBy(malformed::throwIfAnyProblem)
                .hasMessageContaining("is not base64 of 32 bytes")
                .hasMessageNotContaining("hush-hush");
    }

    @Test
    void it_does_not_print_itself() {
        assertThat(key.toString()).isEqualTo("MasterKey[***]");
    }
}
