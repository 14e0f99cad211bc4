package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a living service says of itself.
 *
 * @param uptime since when it runs, such as {@code 2h30m15s}
 * @param arcs whether an org's store answers, by org: that of the key's org, or of {@code
 *     org_default} without a key; empty for a service that knows of none
 * @param orgs how many there are; empty if we are not told
 * @param arcInstances how many stores there are; empty if we are not told
 */
public record Health(
        String uptime, Map<String, Boolean> arcs, OptionalLong orgs, OptionalLong arcInstances) {
    /** Copies the map. None of it may be {@code null}. */
    public Health {
        requireNonNull(uptime, "uptime");
        arcs = Map.copyOf(arcs);
        requireNonNull(orgs, "orgs");
        requireNonNull(arcInstances, "arcInstances");
    }

    static Health of(Fields fields) {
        return new Health(
                fields.text("uptime"),
                fields.each("arc", JsonNode::booleanValue),
                fields.optionalCount("orgs"),
                fields.optionalCount("arc_instances"));
    }
}
