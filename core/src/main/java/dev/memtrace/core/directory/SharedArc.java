package dev.memtrace.core.directory;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.memory.OrgId;

/**
 * Which orgs the Arc that the configuration names stands in for, if they have none of their own.
 */
public enum SharedArc {
    /** {@code org_default} only, as the original's {@code [arc]} section. */
    DEFAULT_ORG("default_org"),
    /** Everybody, each org in a database of its own. */
    EVERY_ORG("every_org");

    private final String text;

    SharedArc(String text) {
        this.text = text;
    }

    /** What {@code arc.serves} says. */
    public static SharedArc from(Settings settings) {
        var text = settings.text("arc.serves", DEFAULT_ORG.text);
        for (var shared : values()) {
            if (shared.text.equals(text)) {
                return shared;
            }
        }
        settings.problem(
                "arc.serves",
                "\"" + text + "\" is neither " + DEFAULT_ORG.text + " nor " + EVERY_ORG.text);
        return DEFAULT_ORG;
    }

    /** Whether the Arc of the configuration is {@code org}'s, if it has no other. */
    public boolean serves(OrgId org) {
        return this == EVERY_ORG || org.value().equals(Ids.DEFAULT_ORG);
    }
}
