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

    /** What no line is shorter than. */
    private static final int LINE_TOKENS_MIN = 8;

    private final ContextLength length;
    private final List<ContextLine> shown = new ArrayList<>();
    private final Set<Section> sections = EnumSet.noneOf(Section.class);
    private int tokensLeft;

    ContextDraft(ContextLength length, int tokens) {
        this.length = length;
        this.tokensLeft = tokens;
    }

    /** Adds all of {@code lines}, or says that they do not fit. */
    boolean addAll(Collection<ContextLine> lines) {
        return lines.stream().allMatch(this::add);
    }

    /** Adds those of {@code lines} that fit, in their order. */
    void addWhatFits(Collection<ContextLine> lines) {
        for (var line : lines) {
            if (tokensLeft < LINE_TOKENS_MIN) {
                return;
            }
            add(line);
        }
    }

    private boolean add(ContextLine line) {
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

    /** The chosen lines under their headings. */
    String text(ReadOrder order) {
        var inTime = Comparator.comparing(ContextLine::memory, ContextLine.inTime());
        shown.sort(order == ReadOrder.ASC ? inTime : inTime.reversed());
        var text = new StringBuilder();
        for (var section : Section.values()) {
            var lines = shown.stream().filter(line -> line.section() == section).toList();
            if (!lines.isEmpty()) {
                text.append(section.heading(lines.size()));
                lines.forEach(line -> text.append(line.text(length.of(line))));
            }
        }
        return text.toString();
    }
}
