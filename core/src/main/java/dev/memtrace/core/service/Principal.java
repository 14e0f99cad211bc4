package dev.memtrace.core.service;

import dev.memtrace.core.memory.OrgId;
import java.util.Set;

/** Who calls: the org that the key belongs to, and what the key may do. */
public record Principal(OrgId org, Set<Permission> permissions) {
    public Principal {
        permissions = Set.copyOf(permissions);
    }

    /** Whether the key may do what {@code permission} stands for. */
    public boolean may(Permission permission) {
        return permissions.contains(permission) || permissions.contains(Permission.ADMIN);
    }
}
