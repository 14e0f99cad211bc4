package dev.memtrace.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A report as JSON; names carry their units. */
final class ReportJson {
    private ReportJson() {}

    static ObjectNode of(Report report) {
        var json = JsonNodeFactory.instance.objectNode();
        var options = report.options();
        json.put("quick", options.isQuick())
                .put("rows", options.rows())
                .put("stage_seconds", options.stageTime().toMillis() / 1e3)
                .put("total_seconds", report.time().toSeconds());
        var settings = json.putObject("settings");
        options.settings().forEach(settings::put);
        var machine = Machine.present();
        json.putObject("machine")
                .put("processors", machine.processors())
                .put("heap_max_mebibytes", machine.heapMaxMebibytes())
                .put("java", machine.java())
                .put("system", machine.system());
        json.putObject("accounts")
                .put("acknowledged", report.accounts().acknowledged())
                .put("stored", report.accounts().stored());
        var results = json.putArray("results");
        report.results().forEach(result -> put(results.addObject(), result, report));
        return json;
    }

    private static void put(ObjectNode json, Result result, Report report) {
        json.put("stage", result.stage());
        switch (result) {
            case Result.Rate rate -> {
                json.put("per_second", rate.perSecond());
                if (report.ceilingPerSecond() > 0) {
                    json.put("of_ceiling", rate.perSecond() / report.ceilingPerSecond());
                }
            }
            case Result.Timing(_, var summary, _, _) ->
                    json.put("p50_ms", summary.p50Millis())
                            .put("p99_ms", summary.p99Millis())
                            .put("max_ms", summary.maxMillis())
                            .put("count", summary.count());
            case Result.Failed _ -> json.put("failed", true);
        }
        result.goal()
                .ifPresent(
                        goal ->
                                json.put("target", goal.text())
                                        .put(
                                                "met",
                                                goal.isMetBy(result, report.ceilingPerSecond())));
        json.put("note", result.note());
    }
}
