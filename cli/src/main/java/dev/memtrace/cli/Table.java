package dev.memtrace.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows with their columns aligned, for people. One thread. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heads) {
        rows.add(List.of(heads));
    }

    /** Two columns without heads: what it is, and what it is like. */
    static Table ofFacts() {
        return new Table();
    }

    Table row(String... cells) {
        rows.add(List.of(cells).stream().map(Table::harmless).toList());
        return this;
    }

    /** Tenants choose names; none of them shall move a terminal's cursor. */
    static String harmless(String cell) {
        var text = new StringBuilder(cell.length());
        cell.codePoints().map(c -> isHarmless(c) ? c : ' ').forEach(text::appendCodePoint);
        return text.toString();
    }

    private static boolean isHarmless(int codePoint) {
        return !Character.isISOControl(codePoint)
                && Character.getType(codePoint) != Character.FORMAT
                && Character.getType(codePoint) != Character.LINE_SEPARATOR
                && Character.getType(codePoint) != Character.PARAGRAPH_SEPARATOR;
    }

    List<String> lines() {
        return rows.stream().filter(row -> !row.isEmpty()).map(this::line).toList();
    }

    private String line(List<String> row) {
        var line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            var cell = row.get(column);
            line.append(cell);
            if (column < row.size() - 1) {
                line.append(" ".repeat(width(column) - length(cell))).append(GAP);
            }
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> column < row.size())
                .mapToInt(row -> length(row.get(column)))
                .max()
                .orElse(0);
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
