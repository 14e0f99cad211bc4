package dev.memtrace.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Lines chosen for a context so far, and what is left of its tokens. One thread. */
final class ContextDraft {
    /** Stands for any number of lines; none takes more tokens. */
    private static final int LINES_WIDEST = 9_999;

    private final ContextLength length;
    private final List<ContextLine> shown = new ArrayList<>();
    private final Set<Section> sections = EnumSet.noneOf(Section.class);
    private int tokensLeft;

    ContextDraft(ContextLength length, int tokens) {
        this.length = length;
        this.tokensLeft = tokens;
    }

    /** All of {@code lines}, however many tokens they have. */
    static ContextDraft ofAll(Collection<ContextLine> lines, ContextLength length) {
        var draft = new ContextDraft(length, Integer.MAX_VALUE);
        draft.shown.addAll(lines);
        return draft;
    }

    /** Adds all of {@code lines}, or says that they do not fit. */
    boolean addAll(Collection<ContextLine> lines) {
        int least = lines.stream().mapToInt(line -> line.tokensMin(length.of(line))).sum();
        return least <= tokensLeft && lines.stream().allMatch(this::add);
    }

    /** Adds those of {@code lines} that fit, in their order. */
    void addWhatFits(Collection<ContextLine> lines) {
        for (var line : lines) {
            if (tokensLeft < ContextLine.TOKENS_MIN) {
                return;
            }
            add(line);
        }
    }

    private boolean add(ContextLine line) {
        if (line.tokensMin(length.of(line)) > tokensLeft) {
            return false; // at a glance
        }
        boolean isNewSection = !sections.contains(line.section());
        int cost =
                line.tokens(length.of(line))
                        + (isNewSection ? Tokens.count(line.section().heading(LINES_WIDEST)) : 0);
        if (cost > tokensLeft) {
            return false;
        }
        tokensLeft -= cost;
        sections.add(line.section());
        shown.add(line);
        return true;
    }

    int lines() {
        return shown.size();
    }

    /** Adds the chosen lines under their headings. */
    void write(ReadOrder order, CountedText text) {
        var inTime = Comparator.comparing((ContextLine line) -> line.excerpt().place());
        shown.sort(order == ReadOrder.ASC ? inTime : inTime.reversed());
        for (var section : Section.values()) {
            var lines = shown.stream().filter(line -> line.section() == section).toList();
            if (!lines.isEmpty()) {
                text.add(section.heading(lines.size()));
                for (var line : lines) {
                    int chars = length.of(line);
                    text.addLine(line.text(chars), () -> line.tokens(chars));
                }
            }
        }
    }
}
