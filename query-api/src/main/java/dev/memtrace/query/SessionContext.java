package dev.memtrace.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.SessionId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A session's memories as markdown for a prompt.
 *
 * @param text never longer than asked for; the same memories give the same bytes
 * @param memories how many of them it shows
 */
record SessionContext(String text, int memories) {
    /** How often a text that came out too long is made shorter. */
    private static final int ATTEMPTS_MAX = 5;

    /**
     * What a context is made of.
     *
     * @param isComplete whether these are all, or only the heaviest ones
     */
    record Source(SessionId session, List<Excerpt> memories, boolean isComplete, ReadOrder order) {
        Source {
            memories = List.copyOf(memories);
        }

        private String heading() {
            return "## Session Context (" + session + ")\n";
        }

        private String omission(int omitted) {
            if (omitted == 0 && isComplete) {
                return "";
            }
            return "\n_%s%d memories omitted_\n"
                    .formatted(isComplete ? "" : "at least ", Math.max(1, omitted));
        }

        private SessionContext with(ContextDraft draft) {
            return new SessionContext(
                    heading() + draft.text(order) + omission(memories.size() - draft.lines()),
                    draft.lines());
        }
    }

    static SessionContext of(Source source, Optional<Integer> maxTokens) {
        var lines = source.memories().stream().map(ContextLine::new).toList();
        if (maxTokens.isEmpty()) {
            return source.with(ContextDraft.ofAll(lines, ContextLength.FULL));
        }
        int budget = maxTokens.get();
        int tokens = budget;
        for (int attempt = 0; attempt < ATTEMPTS_MAX && tokens > 0; attempt++) {
            var context = source.with(draft(source, lines, tokens));
            int excess = context.excess(budget);
            if (excess <= 0) {
                return context;
            }
            // Counts of parts add up, but that is the tokenizer's doing, not ours to promise.
            tokens -= excess;
        }
        return smallest(source, budget);
    }

    private int excess(int budget) {
        // No token is shorter than a byte, so short texts need no counting.
        return text.getBytes(UTF_8).length <= budget ? 0 : Tokens.count(text) - budget;
    }

    /** The lines that are worth most in so many tokens, headings included. */
    private static ContextDraft draft(Source source, List<ContextLine> lines, int tokens) {
        int whole = tokens - Tokens.count(source.heading() + source.omission(0));
        for (var length : ContextLength.FOR_ALL) {
            var draft = new ContextDraft(length, whole);
            if (draft.addAll(lines)) {
                return draft;
            }
        }
        int partly = tokens - Tokens.count(source.heading() + source.omission(lines.size()));
        var ranked =
                lines.stream()
                        .sorted(Comparator.comparing(ContextLine::excerpt, Excerpt.HEAVIEST))
                        .toList();
        var least = leastDecision(ranked);
        var needed = ranked.subList(0, least);
        var rest = ranked.subList(least, ranked.size());
        for (var length : ContextLength.FOR_DECISIONS) {
            var draft = new ContextDraft(length, partly);
            if (draft.addAll(needed)) {
                draft.addWhatFits(rest);
                return draft;
            }
        }
        // Not even so: then decisions go before what outranks them.
        var draft = new ContextDraft(ContextLength.FLOOR, partly);
        draft.addWhatFits(decisionsFirst(ranked));
        return draft;
    }

    /** How many lines, from the top, it takes to have all decisions. */
    private static int leastDecision(List<ContextLine> ranked) {
        int least = ranked.size();
        while (least > 0 && !ranked.get(least - 1).isDecision()) {
            least--;
        }
        return least;
    }

    private static List<ContextLine> decisionsFirst(List<ContextLine> ranked) {
        return Stream.concat(
                        ranked.stream().filter(ContextLine::isDecision),
                        ranked.stream().filter(line -> !line.isDecision()))
                .toList();
    }

    /** What can be said in hardly any tokens. */
    private static SessionContext smallest(Source source, int budget) {
        var omission = source.omission(source.memories().size());
        return Stream.of(source.heading() + omission, source.heading(), omission.strip(), "…")
                .map(text -> new SessionContext(text, 0))
                .filter(context -> context.excess(budget) <= 0)
                .findFirst()
                .orElse(new SessionContext("", 0));
    }
}
