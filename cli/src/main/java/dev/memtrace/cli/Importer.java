package dev.memtrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Sends lines in batches, in their order; names the line of every memory that is refused. One
 * thread.
 */
final class Importer {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /** Half of what the server takes, since its limit counts bytes and this counts characters. */
    private static final int BATCH_CHARS_MAX = 6 * 1024 * 1024;

    private final RestApi api;
    private final int batchLines;
    private final ImportProgress progress;
    private final ImportCheckpoint checkpoint;
    private ImportTally tally = ImportTally.NOTHING;

    Importer(RestApi api, int batchLines, ImportProgress progress, ImportCheckpoint checkpoint) {
        this.api = api;
        this.batchLines = batchLines;
        this.progress = progress;
        this.checkpoint = checkpoint;
    }

    /** Sends all of {@code lines}, on top of what an earlier run has {@code done}. */
    ImportTally run(NumberedLines lines, ImportTally done) throws IOException {
        tally = done;
        var batch = new ArrayList<NumberedLines.Line>();
        int chars = 0;
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
            if (!isObject(line.get())) {
                continue;
            }
            batch.add(line.get());
            chars += line.get().text().length();
            if (batch.size() == batchLines || chars > BATCH_CHARS_MAX) {
                send(batch, lines);
                batch.clear();
                chars = 0;
            }
        }
        send(batch, lines);
        return tally;
    }

    private boolean isObject(NumberedLines.Line line) {
        if (!line.isUtf8()) {
            reject(line, "is not valid UTF-8");
            return false;
        }
        try {
            if (JSON.readTree(line.text()).isObject()) {
                return true;
            }
            reject(line, "is not a JSON object");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            reject(
                    line,
                    at == null
                            ? "is not valid JSON"
                            : "is not valid JSON at column " + at.getColumnNr());
        }
        return false;
    }

    private void send(List<NumberedLines.Line> batch, NumberedLines lines) {
        var left = List.copyOf(batch);
        while (!left.isEmpty()) {
            var outcome = api.create(left.stream().map(NumberedLines.Line::text).toList());
            if (outcome.errors().isEmpty()
                    && outcome.accepted() + outcome.duplicates() + outcome.undecided() == 0) {
                sendHalves(left, lines);
                return;
            }
            if (outcome.errors().isEmpty()) {
                tally = tally.plus(outcome, lines.count());
                left = List.of();
            } else {
                left = withoutRefused(left, outcome.errors());
            }
        }
        checkpoint.save(tally);
        progress.show(tally, lines.read());
    }

    private void sendHalves(List<NumberedLines.Line> tooLarge, NumberedLines lines) {
        int middle = tooLarge.size() / 2;
        send(tooLarge.subList(0, middle), lines);
        send(tooLarge.subList(middle, tooLarge.size()), lines);
    }

    private List<NumberedLines.Line> withoutRefused(
            List<NumberedLines.Line> batch, List<BatchOutcome.Refusal> errors) {
        var refused = new HashSet<Integer>();
        for (var error : errors) {
            if (refused.add(error.index())) {
                reject(batch.get(error.index()), error.message());
            }
        }
        var left = new ArrayList<NumberedLines.Line>();
        for (int i = 0; i < batch.size(); i++) {
            if (!refused.contains(i)) {
                left.add(batch.get(i));
            }
        }
        return left;
    }

    private void reject(NumberedLines.Line line, String message) {
        progress.say("line " + line.number() + ": " + message);
        tally = tally.plusRejected(1);
    }
}
