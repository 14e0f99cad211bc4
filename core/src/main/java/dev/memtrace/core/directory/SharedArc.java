package dev.memtrace.core.directory;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.memory.OrgId;

/**
 * Which orgs the Arc that the configuration names stands in for, if they have none of their own.
 */
public enum SharedArc {
    /** The configuration names none. */
    NOBODY,
    /** {@code org_default} only, as the original's {@code [arc]} section. */
    DEFAULT_ORG,
    /** Everybody, each org in a database of its own. */
    EVERY_ORG;

    /** What {@code arc.url} and {@code arc.serves} say. */
    public static SharedArc from(Settings settings) {
        var serves = settings.text("arc.serves", "default_org");
        var shared =
                switch (serves) {
                    case "default_org" -> DEFAULT_ORG;
                    case "every_org" -> EVERY_ORG;
                    default -> {
                        settings.problem(
                                "arc.serves",
                                "\"" + serves + "\" is neither default_org nor every_org");
                        yield DEFAULT_ORG;
                    }
                };
        return settings.optionalText("arc.url").isPresent() ? shared : NOBODY;
    }

    /** Whether the Arc of the configuration is {@code org}'s, if it has no other. */
    public boolean serves(OrgId org) {
        return switch (this) {
            case NOBODY -> false;
            case DEFAULT_ORG -> org.value().equals(Ids.DEFAULT_ORG);
            case EVERY_ORG -> true;
        };
    }

    /** Whether {@code org} has an Arc, its own or this one. */
    public boolean hasArc(Tenants tenants, OrgId org) {
        return tenants.arc(org).isPresent() || serves(org);
    }
}
