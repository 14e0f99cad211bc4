package dev.memtrace.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Words as agents use them: few of them often, many of them rarely, so that a search finds much,
 * little or nothing. Immutable.
 */
final class Vocabulary {
    private static final List<String> COMMON =
            List.of(
                    "page",
                    "pricing",
                    "customer",
                    "order",
                    "invoice",
                    "deploy",
                    "rollback",
                    "timeout",
                    "retry",
                    "schema",
                    "cache",
                    "index",
                    "crawled",
                    "fetched",
                    "parsed",
                    "decided",
                    "because",
                    "compared",
                    "updated",
                    "created",
                    "failed",
                    "after",
                    "before",
                    "with",
                    "without",
                    "from",
                    "into",
                    "price",
                    "email",
                    "ticket",
                    "refund",
                    "contract",
                    "summary",
                    "report",
                    "dataset",
                    "model",
                    "prompt",
                    "answer",
                    "source",
                    "document",
                    "region",
                    "latency",
                    "budget",
                    "limit",
                    "queue",
                    "worker",
                    "branch",
                    "commit",
                    "review",
                    "release");

    private static final List<String> SYLLABLES =
            List.of(
                    "ka", "lo", "mi", "ten", "ra", "vu", "zor", "bel", "ni", "qua", "dro", "fex",
                    "sil", "po", "gra", "hin", "um", "tri", "cas", "ew");

    private static final int WORDS = 4_000;
    private static final int SYLLABLES_PER_WORD = 3;

    private final List<String> words;

    Vocabulary(Random random) {
        var all = new ArrayList<>(COMMON);
        while (all.size() < WORDS) {
            var word = new StringBuilder();
            for (int i = 0; i < SYLLABLES_PER_WORD; i++) {
                word.append(SYLLABLES.get(random.nextInt(SYLLABLES.size())));
            }
            all.add(word.toString());
        }
        words = List.copyOf(all);
    }

    /** Any word, the first ones more often than the last ones. */
    String word(Random random) {
        double place = random.nextDouble();
        return words.get((int) (place * place * place * words.size()));
    }

    /** Words up to about {@code length} characters. */
    void appendText(StringBuilder text, int length, Random random) {
        int end = text.length() + length;
        while (text.length() < end) {
            text.append(word(random)).append(' ');
        }
        text.setLength(text.length() - 1);
    }
}
