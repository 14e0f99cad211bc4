package dev.memtrace.cli;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Shows a person how an import goes: a bar on a terminal, a line now and then elsewhere. One
 * thread.
 */
final class ImportProgress implements AutoCloseable {
    private static final int BAR_WIDTH = 30;
    private static final long LINE_EVERY_NANOS = 5_000_000_000L;

    private final PrintWriter out;
    private final boolean isTerminal;
    private final long startNanos = System.nanoTime();
    private long expectedBytes;
    private long lastLineNanos = startNanos;
    private boolean barShown;

    ImportProgress(PrintWriter out, boolean isTerminal) {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    @SuppressWarnings("SystemConsoleNull") // it is null in JDK 25 when output is redirected
    static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    void expect(long bytes) {
        expectedBytes = bytes;
    }

    /** Prints a line of its own. */
    void say(String line) {
        clearBar();
        out.println(line);
        out.flush();
    }

    void show(ImportTally tally, long bytesRead) {
        long done = tally.accepted() + tally.duplicates() + tally.undecided();
        var text = tally.summary() + ", " + rate(done) + "/s";
        if (isTerminal) {
            out.print("\r" + bar(bytesRead) + text + "   ");
            out.flush();
            barShown = true;
        } else if (System.nanoTime() - lastLineNanos > LINE_EVERY_NANOS) {
            lastLineNanos = System.nanoTime();
            say(text);
        }
    }

    void finish(ImportTally tally) {
        long done = tally.accepted() + tally.duplicates() + tally.undecided();
        say(tally.summary() + " in " + seconds() + " s (" + rate(done) + "/s)");
        if (tally.undecided() > 0) {
            say("undecided memories are durable; their verdicts had not come in time");
        }
    }

    private String bar(long bytesRead) {
        if (expectedBytes <= 0) {
            return "";
        }
        double part = Math.min(1.0, bytesRead / (double) expectedBytes);
        int filled = (int) (part * BAR_WIDTH);
        return "["
                + "#".repeat(filled)
                + ".".repeat(BAR_WIDTH - filled)
                + "] "
                + (int) (part * 100)
                + " % ";
    }

    private String rate(long done) {
        return String.format(Locale.ROOT, "%.0f", done / Math.max(0.001, elapsed()));
    }

    private String seconds() {
        return String.format(Locale.ROOT, "%.1f", elapsed());
    }

    private double elapsed() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private void clearBar() {
        if (barShown) {
            out.print("\r" + " ".repeat(110) + "\r");
            barShown = false;
        }
    }

    @Override
    public void close() {
        clearBar();
        out.flush();
    }
}
