package dev.memtrace.core.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.Sha256;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key under which the directory keeps the keys of Arcs: AES-256-GCM. A sealed key opens only
 * for the org and the address that it was sealed for, so that nobody who can write to the directory
 * sends it elsewhere. Thread-safe.
 */
public final class MasterKey {
    /** The variable that holds it. */
    public static final String VARIABLE = "MEMTRACE_MASTER_KEY";

    private static final byte VERSION = 1;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int FINGERPRINT_BYTES = 8;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    private MasterKey(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, "AES");
    }

    /**
     * The one in the environment. If it is missing or no key, that is a problem of the settings,
     * and what is returned is good for nothing.
     */
    public static MasterKey from(Settings settings) {
        var text = settings.variable(VARIABLE);
        var key = text.flatMap(MasterKey::parse);
        if (key.isEmpty()) {
            settings.problem(
                    VARIABLE,
                    text.isEmpty()
                            ? "is required; `memtrace keygen master` makes one, to be kept as long as the directory"
                            : "is not base64 of 32 bytes; `memtrace keygen master` makes one");
        }
        return key.orElseGet(() -> new MasterKey(new byte[KEY_BYTES]));
    }

    /** The key that {@code text} is the base64 of; empty if it is not 32 bytes of base64. */
    public static Optional<MasterKey> parse(String text) {
        try {
            var bytes = Base64.getDecoder().decode(text.strip());
            return bytes.length == KEY_BYTES ? Optional.of(new MasterKey(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A new one, as text. */
    public static String generate() {
        var bytes = new byte[KEY_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Tells this key from others; of 32 random bytes it gives nothing away. */
    public String fingerprint() {
        return HexFormat.of().formatHex(Sha256.of(key.getEncoded()), 0, FINGERPRINT_BYTES);
    }

    /**
     * What the directory keeps of the key of an org's Arc: base64 of version, nonce and cipher
     * text.
     */
    public String seal(String secret, OrgId org, URI url) {
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            var sealed =
                    cipher(Cipher.ENCRYPT_MODE, nonce, org, url).doFinal(secret.getBytes(UTF_8));
            return Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                                    .put(VERSION)
                                    .put(nonce)
                                    .put(sealed)
                                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-256-GCM", e);
        }
    }

    /**
     * What was sealed; empty if it was sealed under another key, for another org or address, or was
     * changed since.
     */
    public Optional<String> open(String sealed, OrgId org, URI url) {
        try {
            var bytes = Base64.getDecoder().decode(sealed);
            if (bytes.length <= 1 + NONCE_BYTES || bytes[0] != VERSION) {
                return Optional.empty();
            }
            var nonce = new byte[NONCE_BYTES];
            System.arraycopy(bytes, 1, nonce, 0, NONCE_BYTES);
            int head = 1 + NONCE_BYTES;
            var secret =
                    cipher(Cipher.DECRYPT_MODE, nonce, org, url)
                            .doFinal(bytes, head, bytes.length - head);
            return Optional.of(new String(secret, UTF_8));
        } catch (IllegalArgumentException | AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-256-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, OrgId org, URI url)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((org.value() + "\n" + url).getBytes(UTF_8));
        return cipher;
    }

    @Override
    public String toString() {
        return "MasterKey[***]";
    }
}
