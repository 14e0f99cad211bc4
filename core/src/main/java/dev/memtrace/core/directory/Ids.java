package dev.memtrace.core.directory;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Makes the ids and keys of the directory. */
public final class Ids {
    /** The org that exists from the first start. */
    public static final String DEFAULT_ORG = "org_default";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 12;
    private static final int KEY_BYTES = 32;

    private Ids() {}

    public static String agent() {
        return "agent_" + hex();
    }

    public static String session() {
        return "sess_" + hex();
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

    private static String hex() {
        var bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
