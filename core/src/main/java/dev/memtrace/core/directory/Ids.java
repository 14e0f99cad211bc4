package dev.memtrace.core.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.Sha256;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Makes the ids and keys of the directory. */
public final class Ids {
    /** The org that exists from the first start. */
    public static final String DEFAULT_ORG = "org_default";

    /** How ids of agents start. */
    public static final String AGENT = "agent_";

    /** How ids of sessions start. */
    public static final String SESSION = "sess_";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 12;
    private static final int KEY_BYTES = 32;

    private Ids() {}

    /** A new id that starts with {@code prefix}. */
    public static String random(String prefix) {
        return prefix + hex();
    }

    public static String apiKeyId() {
        return "key_" + hex();
    }

    /** A new API key: {@code mtk_} and 32 random bytes. */
    public static String apiKey() {
        var bytes = new byte[KEY_BYTES];
        RANDOM.nextBytes(bytes);
        return "mtk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A new id of an org. */
    public static String org() {
        return "org_" + hex();
    }

    /**
     * The id of what an org makes with an idempotency key: the same for the same key, whichever
     * instance is asked, and different from every other org's.
     *
     * @param prefix of ids of its kind
     */
    public static String of(String prefix, OrgId org, String idempotencyKey) {
        return prefix
                + HexFormat.of()
                        .formatHex(
                                Sha256.of(
                                        (prefix + "\n" + org.value() + "\n" + idempotencyKey)
                                                .getBytes(UTF_8)),
                                0,
                                ID_BYTES);
    }

    private static String hex() {
        var bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
