package dev.memtrace.benchmarks;

import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/** A report as a table with notes below. */
final class Table {
    private static final String LINE = "%-44s %10s %8s %8s %8s %8s  %s%n";
    private static final String NOTHING = "-";

    private final Report report;
    private final StringBuilder text = new StringBuilder();
    private final Formatter out = new Formatter(text, Locale.ROOT);
    private final List<String> notes = new ArrayList<>();

    Table(Report report) {
        this.report = report;
    }

    String text() {
        var machine = Machine.present();
        out.format(
                "memtrace bench%s: %,d rows, %d processors, %,d MiB of heap, Java %s, %s%n%n",
                report.options().isQuick() ? " --quick" : "",
                report.options().rows(),
                machine.processors(),
                machine.heapMaxMebibytes(),
                machine.java(),
                machine.system());
        out.format(LINE, "", "per second", "ceiling", "p50 ms", "p99 ms", "max ms", "target");
        report.results().forEach(this::addLine);
        addNotes();
        return text.toString();
    }

    private void addLine(Result result) {
        var name = noted(result);
        switch (result) {
            case Result.Rate rate ->
                    out.format(
                            LINE,
                            name,
                            format("%,.0f", rate.perSecond()),
                            share(rate.perSecond()),
                            NOTHING,
                            NOTHING,
                            NOTHING,
                            target(result));
            case Result.Timing(_, var summary, _, _) ->
                    out.format(
                            LINE,
                            name,
                            NOTHING,
                            NOTHING,
                            format("%.1f", summary.p50Millis()),
                            format("%.1f", summary.p99Millis()),
                            format("%.1f", summary.maxMillis()),
                            target(result));
            case Result.Failed _ ->
                    out.format(
                            LINE,
                            name,
                            "failed",
                            NOTHING,
                            NOTHING,
                            NOTHING,
                            NOTHING,
                            target(result));
        }
    }

    private String noted(Result result) {
        notes.add(result.note());
        return String.format(Locale.ROOT, "%s [%d]", result.stage(), notes.size());
    }

    private String share(double perSecond) {
        double ceiling = report.ceilingPerSecond();
        return ceiling > 0 ? format("%.1f %%", 100 * perSecond / ceiling) : NOTHING;
    }

    private String target(Result result) {
        return result.goal()
                .map(
                        goal ->
                                goal.text()
                                        + (goal.isMetBy(result, report.ceilingPerSecond())
                                                ? ": met"
                                                : ": MISSED"))
                .orElse("");
    }

    private void addNotes() {
        out.format("%n");
        for (int i = 0; i < notes.size(); i++) {
            out.format("[%d] %s%n", i + 1, notes.get(i));
        }
        var accounts = report.accounts();
        out.format(
                "%,d memories acknowledged, %,d in the store%s. It took %d s.%n",
                accounts.acknowledged(),
                accounts.stored(),
                accounts.addUp() ? "" : ": THEY DO NOT ADD UP",
                report.time().toSeconds());
        out.format(
                "Clients, broker, services and store shared the processors. Everything was warmed up"
                        + " before it was measured;%npercentiles are exact. At 200/s latency counts"
                        + " from the moment at which a request was due.%n");
        if (report.options().isQuick()) {
            out.format(
                    "A quick run shows that everything works; its figures are not to be compared.%n");
        }
        if (!report.options().settings().isEmpty()) {
            out.format("Settings that differ from the defaults: %s%n", report.options().settings());
        }
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}
