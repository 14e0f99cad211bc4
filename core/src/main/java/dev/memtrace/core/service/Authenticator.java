package dev.memtrace.core.service;

import java.util.Optional;

/** Tells whose API key it is. Called by many threads at once; may block. */
@FunctionalInterface
public interface Authenticator {
    /**
     * The key's owner; empty if the key is unknown, revoked or expired, which callers can't tell
     * apart.
     */
    Optional<Principal> principalOf(String apiKey);

    /** Who calls without a key; nobody, unless authentication is switched off. */
    default Optional<Principal> anonymous() {
        return Optional.empty();
    }

    /** Takes everybody for {@code principal}: authentication is switched off. */
    static Authenticator everybodyIs(Principal principal) {
        return new Authenticator() {
            @Override
            public Optional<Principal> principalOf(String apiKey) {
                return Optional.of(principal);
            }

            @Override
            public Optional<Principal> anonymous() {
                return Optional.of(principal);
            }
        };
    }
}
