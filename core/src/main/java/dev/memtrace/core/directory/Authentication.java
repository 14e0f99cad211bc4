package dev.memtrace.core.directory;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Authenticator;
import dev.memtrace.core.service.Permission;
import dev.memtrace.core.service.Principal;
import dev.memtrace.core.service.ServerConfig;
import java.time.Clock;
import java.util.EnumSet;

/** Chooses how callers prove who they are. */
public final class Authentication {
    private Authentication() {}

    /**
     * By API keys of the directory, or, with {@code auth.enabled = false}, not at all: then
     * everybody is org_default.
     */
    public static Authenticator of(ServerConfig config, DirectoryReplica directory, Clock clock) {
        return config.requiresKeys()
                ? KeyAuthenticator.of(directory, clock)
                : Authenticator.everybodyIs(
                        new Principal(new OrgId(Ids.DEFAULT_ORG), EnumSet.allOf(Permission.class)));
    }
}
