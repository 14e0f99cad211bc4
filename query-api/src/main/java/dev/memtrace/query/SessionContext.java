package dev.memtrace.query;

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

        private CountedText with(ContextDraft draft) {
            var text = new CountedText(heading());
            draft.write(order, text);
            text.add(omission(memories.size() - draft.lines()));
            return text;
        }
    }

    static SessionContext of(Source source, Optional<Integer> maxTokens) {
        var lines = source.memories().stream().map(ContextLine::new).toList();
        if (maxTokens.isEmpty()) {
            var all = ContextDraft.ofAll(lines, ContextLength.FULL);
            return new SessionContext(source.with(all).toString(), all.lines());
        }
        int budget = maxTokens.get();
        int tokens = budget;
        for (int attempt = 0; attempt < ATTEMPTS_MAX && tokens > 0; attempt++) {
            var draft = draft(source, lines, tokens);
            var text = source.with(draft);
            int excess = text.tokens() - budget;
            if (excess <= 0) {
                return new SessionContext(text.toString(), draft.lines());
            }
            // A line end and the heading after it may count for more than each alone.
            tokens -= excess;
        }
        return smallest(source, budget);
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
                .filter(text -> Tokens.count(text) <= budget)
                .findFirst()
                .map(text -> new SessionContext(text, 0))
                .orElse(new SessionContext("", 0));
    }
}
