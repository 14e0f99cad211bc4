package dev.memtrace.cli;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.TimeText;
import dev.memtrace.core.rejected.RejectedFilter;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which of the rejected records a command is about. */
final class RejectedOptions {
    private static final int LIMIT_MAX = 100_000;

    @Option(
            names = "--org",
            paramLabel = "ORG",
            converter = OrgIdConverter.class,
            description = "only this org's; of what cannot be read nobody knows whose it is")
    private OrgId org;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "only those whose reason contains this text, in any case")
    private String reason;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "only what was rejected since then: " + TimeText.RULE)
    private String since;

    @Option(names = "--limit", paramLabel = "N", description = "how many at most, up to 100000")
    private Integer limit;

    /** Whether any of them was given. */
    boolean isAny() {
        return org != null || reason != null || since != null || limit != null;
    }

    /**
     * What is asked for.
     *
     * @param wrong makes of what is wrong what is thrown
     */
    RejectedFilter filter(Function<String, ParameterException> wrong) {
        return new RejectedFilter(
                Optional.ofNullable(org), Optional.ofNullable(reason), since(wrong));
    }

    private Optional<Instant> since(Function<String, ParameterException> wrong) {
        return Optional.ofNullable(since)
                .map(
                        text ->
                                TimeText.parse(text, Instant.now())
                                        .orElseThrow(
                                                () ->
                                                        wrong.apply(
                                                                "--since: \"%s\" is not %s"
                                                                        .formatted(
                                                                                text,
                                                                                TimeText.RULE))));
    }

    /** How many at most; {@code otherwise} if nobody said. */
    int limit(int otherwise, Function<String, ParameterException> wrong) {
        if (limit == null) {
            return otherwise;
        }
        if (limit < 1 || limit > LIMIT_MAX) {
            throw wrong.apply("--limit: must be within 1.." + LIMIT_MAX + ", got " + limit);
        }
        return limit;
    }
}
