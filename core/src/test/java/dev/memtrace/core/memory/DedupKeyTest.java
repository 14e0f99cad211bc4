package dev.memtrace.core.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DedupKeyTest {
    private static final EventType GENERAL = new EventType("general");

    @Test
    void the_key_is_what_any_sha256_tool_says() {
        // printf 'a1|general|hello' | sha256sum | cut -c1-32
        assertThat(DedupKey.computed(new AgentId("a1"), GENERAL, "hello", 200).value())
                .isEqualTo(reference("a1|general|hello".getBytes(UTF_8)));
    }

    @Test
    void any_content_gives_the_key_of_its_first_bytes() {
        Seeds.forEach(
                500,
                chance -> {
                    var agent = new AgentId(chance.identifier());
                    var content = chance.nastyText(600);
                    int bytesMax = chance.within(0, 300);
                    var head = (agent.value() + "|general|").getBytes(UTF_8);
                    var bytes = content.getBytes(UTF_8);
                    var start =
                            bytesMax == 0
                                    ? bytes
                                    : Arrays.copyOf(bytes, Math.min(bytesMax, bytes.length));
                    var all = new ByteArrayOutputStream();
                    all.writeBytes(head);
                    all.writeBytes(start);

                    assertThat(DedupKey.computed(agent, GENERAL, content, bytesMax).value())
                            .isEqualTo(reference(all.toByteArray()));
                });
    }

    @Test
    void two_orgs_never_share_a_digest() {
        var key = new DedupKey("k");

        assertThat(Identity.digest(new OrgId("org_a"), key))
                .isNotEqualTo(Identity.digest(new OrgId("org_b"), key));
        assertThat(Identity.digest(new OrgId("a"), new DedupKey("bc")))
                .isNotEqualTo(Identity.digest(new OrgId("ab"), new DedupKey("c")));
    }

    private static String reference(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, 32);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
