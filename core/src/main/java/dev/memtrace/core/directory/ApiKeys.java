package dev.memtrace.core.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.Sha256;
import dev.memtrace.core.service.Permission;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.mindrot.jbcrypt.BCrypt;

/** The secret side of API keys: making entries from keys, and proving keys against entries. */
public final class ApiKeys {
    private static final int BCRYPT_ROUNDS = 10;
    private static final int DIGEST_BYTES = 8;

    private ApiKeys() {}

    /** The entry that stands for {@code key}; costs a bcrypt. */
    public static DirectoryEntry.ApiKey entryFor(
            String key,
            OrgId org,
            String name,
            Set<Permission> permissions,
            Instant now,
            Optional<Instant> expiresAt) {
        return new DirectoryEntry.ApiKey(
                Ids.apiKeyId(),
                org,
                name,
                digest(key),
                BCrypt.hashpw(key, BCrypt.gensalt(BCRYPT_ROUNDS)),
                permissions,
                now,
                expiresAt,
                Optional.empty());
    }

    /**
     * What a key is found by, so that an unknown key costs no bcrypt. Eight bytes of a 32 byte
     * secret tell nothing of it.
     */
    public static String digest(String key) {
        return HexFormat.of().formatHex(sha256(key), 0, DIGEST_BYTES);
    }

    /** Whether {@code key} is the one that {@code entry} stands for; costs a bcrypt. */
    public static boolean proves(String key, DirectoryEntry.ApiKey entry) {
        return BCrypt.checkpw(key, entry.bcrypt());
    }

    static byte[] sha256(String key) {
        return Sha256.of(key.getBytes(UTF_8));
    }
}
