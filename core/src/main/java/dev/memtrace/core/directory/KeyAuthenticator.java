package dev.memtrace.core.directory;

import dev.memtrace.core.service.Authenticator;
import dev.memtrace.core.service.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Proves API keys against the directory. A proven key is remembered, because bcrypt is slow on
 * purpose; all are forgotten when any key changes. Thread-safe.
 */
public final class KeyAuthenticator implements Authenticator {
    private static final int REMEMBERED_MAX = 10_000;

    private final DirectoryReplica directory;
    private final Map<String, Proven> proven = new ConcurrentHashMap<>();

    /** A key that was proven when the directory had seen {@code keyChanges} changes. */
    private record Proven(Principal principal, long keyChanges) {}

    public KeyAuthenticator(DirectoryReplica directory) {
        this.directory = directory;
    }

    @Override
    public Optional<Principal> principalOf(String apiKey) {
        // Read before the look-up: a change in between then makes us forget too much, never too
        // little.
        long changes = directory.keyChanges();
        var secret = java.util.HexFormat.of().formatHex(ApiKeys.sha256(apiKey));
        var known = proven.get(secret);
        if (known != null && known.keyChanges() == changes) {
            return Optional.of(known.principal());
        }
        var principal =
                directory.apiKeys(ApiKeys.digest(apiKey)).stream()
                        .filter(entry -> ApiKeys.proves(apiKey, entry))
                        .findFirst()
                        .map(entry -> new Principal(entry.org(), entry.permissions()));
        principal.ifPresent(who -> remember(secret, new Proven(who, changes)));
        return principal;
    }

    private void remember(String secret, Proven what) {
        if (proven.size() >= REMEMBERED_MAX) {
            proven.clear();
        }
        proven.put(secret, what);
    }
}
