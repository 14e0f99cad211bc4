package dev.memtrace.core.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.Sha256;
import java.security.SecureRandom;
import java.time.Instant;
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

    /** Of the milliseconds since 1970, up to the year 10889. */
    private static final int TIME_DIGITS = 12;

    private static final int KEY_BYTES = 32;

    private Ids() {}

    /** A new id that starts with {@code prefix}. */
    public static String random(String prefix) {
        return prefix + hex();
    }

    /**
     * A new id of a session, greater than those made earlier, by the millisecond. The memories of a
     * session lie close together in time; so a store whose files know the least and the greatest
     * session in each part of them passes over those written before the session was there.
     *
     * @param now after 1970
     */
    public static String session(Instant now) {
        return SESSION
                + HexFormat.of().toHexDigits(now.toEpochMilli(), TIME_DIGITS)
                + hex(ID_BYTES - TIME_DIGITS / 2);
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
        return hex(ID_BYTES);
    }

    private static String hex(int count) {
        var bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
