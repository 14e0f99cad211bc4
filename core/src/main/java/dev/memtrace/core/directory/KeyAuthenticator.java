package dev.memtrace.core.directory;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Authenticator;
import dev.memtrace.core.service.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

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
        // An org that is gone takes its keys with it, also if one were left somewhere.
        return key.filter(it -> it.isGood(now) && directory.org(it.org()).isPresent())
                .map(it -> new Principal(it.org(), it.permissions()));
    }

    private Optional<DirectoryEntry.ApiKey> prove(String apiKey, String secret, Instant now) {
        var candidates = goodKeys(apiKey, now);
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        var mine = new CompletableFuture<Optional<DirectoryEntry.ApiKey>>();
        var another = proving.putIfAbsent(secret, mine);
        if (another != null) {
            return another.join();
        }
        Optional<DirectoryEntry.ApiKey> key = Optional.empty();
        try {
            key = candidates.stream().filter(it -> ApiKeys.proves(apiKey, it)).findFirst();
            if (key.isPresent()) {
                remember(secret, key.get());
                // What changed before this look is seen by it, what changes after it is told to us.
                if (!goodKeys(apiKey, now).contains(key.get())) {
                    proven.remove(secret);
                    key = Optional.empty();
                }
            }
            return key;
        } finally {
            proving.remove(secret);
            mine.complete(key);
        }
    }

    private List<DirectoryEntry.ApiKey> goodKeys(String apiKey, Instant now) {
        return directory.apiKeys(ApiKeys.digest(apiKey)).stream()
                .filter(key -> key.isGood(now))
                .toList();
    }

    private void remember(String secret, DirectoryEntry.ApiKey key) {
        if (proven.size() >= REMEMBERED_MAX) {
            // Any one: a key that is used again is proven again.
            proven.keySet().stream().findAny().ifPresent(proven::remove);
        }
        proven.put(secret, key);
    }

    @Override
    public void changed(String keyId) {
        proven.values().removeIf(key -> key.id().equals(keyId));
    }

    @Override
    public void allGone(OrgId org) {
        proven.values().removeIf(key -> key.org().equals(org));
    }

    @Override
    public void allChanged() {
        proven.clear();
    }
}
