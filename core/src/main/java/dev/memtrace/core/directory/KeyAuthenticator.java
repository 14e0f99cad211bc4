package dev.memtrace.core.directory;

import dev.memtrace.core.service.Authenticator;
import dev.memtrace.core.service.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Proves API keys against the directory. A proven key is remembered, because bcrypt is slow on
 * purpose, and forgotten the moment that a change of it arrives. A key that is unknown, revoked or
 * expired is refused before any bcrypt, so that all three look alike and cost nothing. Thread-safe.
 */
public final class KeyAuthenticator implements Authenticator, DirectoryReplica.KeyListener {
    private static final int REMEMBERED_MAX = 10_000;

    private final DirectoryReplica directory;
    private final Clock clock;

    /** Proven keys by the SHA-256 of the secret. */
    private final Map<String, DirectoryEntry.ApiKey> proven = new ConcurrentHashMap<>();

    /** Proofs under way, so that a crowd with one new key costs one bcrypt. */
    private final Map<String, CompletableFuture<Optional<DirectoryEntry.ApiKey>>> proving =
            new ConcurrentHashMap<>();

    private final AtomicLong changes = new AtomicLong();

    private KeyAuthenticator(DirectoryReplica directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Authenticates by the keys of {@code directory}, as they come and go. */
    public static KeyAuthenticator of(DirectoryReplica directory, Clock clock) {
        var authenticator = new KeyAuthenticator(directory, clock);
        directory.onKeyChange(authenticator);
        return authenticator;
    }

    @Override
    public Optional<Principal> principalOf(String apiKey) {
        var now = clock.instant();
        var secret = HexFormat.of().formatHex(ApiKeys.sha256(apiKey));
        var known = proven.get(secret);
        var key = known == null ? prove(apiKey, secret, now) : Optional.of(known);
        return key.filter(it -> it.isGood(now))
                .map(it -> new Principal(it.org(), it.permissions()));
    }

    private Optional<DirectoryEntry.ApiKey> prove(String apiKey, String secret, Instant now) {
        // Read before the look-up: a change in between then keeps us from remembering what is past.
        long seen = changes.get();
        var candidates =
                directory.apiKeys(ApiKeys.digest(apiKey)).stream()
                        .filter(key -> key.isGood(now))
                        .toList();
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        var mine = new CompletableFuture<Optional<DirectoryEntry.ApiKey>>();
        var another = proving.putIfAbsent(secret, mine);
        if (another != null) {
            return another.join();
        }
        try {
            var key = candidates.stream().filter(it -> ApiKeys.proves(apiKey, it)).findFirst();
            key.ifPresent(it -> remember(secret, it, seen));
            mine.complete(key);
            return key;
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            proving.remove(secret);
        }
    }

    private void remember(String secret, DirectoryEntry.ApiKey key, long seen) {
        if (proven.size() >= REMEMBERED_MAX) {
            proven.clear();
        }
        proven.put(secret, key);
        if (changes.get() != seen) {
            // It may be this key that changed meanwhile: the next call looks again.
            proven.remove(secret);
        }
    }

    @Override
    public void changed(String keyId) {
        changes.incrementAndGet();
        proven.values().removeIf(key -> key.id().equals(keyId));
    }

    @Override
    public void allChanged() {
        changes.incrementAndGet();
        proven.clear();
    }
}
