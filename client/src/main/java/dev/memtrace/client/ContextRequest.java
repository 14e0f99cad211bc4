package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a session's history should have.
 *
 * @param since of this moment or later, written as {@link MemoryFilter#since}; the last 24 hours if
 *     empty
 * @param until before this moment
 * @param includeTypes memories of these types only, 16 at most; of any if empty
 * @param excludeTypes no memories of these types, 16 at most
 * @param maxTokens it never has more, as o200k_base counts, from 1 to 1,000,000; unlimited if empty
 * @param order which memories come first in each section
 */
public record ContextRequest(
        Optional<String> since,
        Optional<String> until,
        List<String> includeTypes,
        List<String> excludeTypes,
        OptionalInt maxTokens,
        Order order) {
    /** All of the last 24 hours, newest first. */
    public static final ContextRequest LAST_DAY =
            new ContextRequest(
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    OptionalInt.empty(),
                    Order.NEWEST_FIRST);

    /** Copies the lists. None of it may be {@code null}. */
    public ContextRequest {
        requireNonNull(since, "since").ifPresent(it -> Checks.requireSome("since", it));
        requireNonNull(until, "until").ifPresent(it -> Checks.requireSome("until", it));
        includeTypes = Checks.requireWords("includeTypes", includeTypes);
        excludeTypes = Checks.requireWords("excludeTypes", excludeTypes);
        requireNonNull(maxTokens, "maxTokens");
        requireNonNull(order, "order");
    }

    /** The same from this moment on. */
    public ContextRequest since(Instant since) {
        return sinceText(since.toString());
    }

    /** The same of the last so many whole minutes, by the server's clock. */
    public ContextRequest since(Duration ago) {
        return sinceText(MemoryFilter.ago("since", ago));
    }

    private ContextRequest sinceText(String since) {
        return new ContextRequest(
                Optional.of(since), until, includeTypes, excludeTypes, maxTokens, order);
    }

    /** The same before this moment. */
    public ContextRequest until(Instant until) {
        return new ContextRequest(
                since, Optional.of(until.toString()), includeTypes, excludeTypes, maxTokens, order);
    }

    /** The same of these types only. */
    public ContextRequest including(String... types) {
        return new ContextRequest(since, until, List.of(types), excludeTypes, maxTokens, order);
    }

    /** The same without these types. */
    public ContextRequest excluding(String... types) {
        return new ContextRequest(since, until, includeTypes, List.of(types), maxTokens, order);
    }

    /** The same within so many tokens. */
    public ContextRequest maxTokens(int maxTokens) {
        return new ContextRequest(
                since, until, includeTypes, excludeTypes, OptionalInt.of(maxTokens), order);
    }

    /** The same in this order. */
    public ContextRequest order(Order order) {
        return new ContextRequest(since, until, includeTypes, excludeTypes, maxTokens, order);
    }

    ObjectNode toJson() {
        var json = Json.object();
        since.ifPresent(it -> json.put("since", it));
        until.ifPresent(it -> json.put("until", it));
        json.set("include_types", Json.array(includeTypes));
        json.set("exclude_types", Json.array(excludeTypes));
        maxTokens.ifPresent(it -> json.put("max_tokens", it));
        return json.put("order", order.wire());
    }
}
