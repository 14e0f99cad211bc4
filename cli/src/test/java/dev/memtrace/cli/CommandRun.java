package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.service.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** What a command of the real command line did, run in this process. */
record CommandRun(int code, String out, String err) {
    static CommandRun of(Map<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = MemtraceMain.commandLine(environment);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int code = line.execute(arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** Asserts that it did what it was asked. */
    CommandRun done() {
        assertThat(code).as(err).isZero();
        return this;
    }

    /** Asserts that it was refused or failed, and returns the one sentence that it said. */
    String refusal() {
        assertThat(code).as(err).isEqualTo(1);
        assertThat(out).isEmpty();
        assertThat(err.lines()).hasSize(1);
        assertThat(err).startsWith("memtrace: ");
        return err.strip();
    }

    /** Asserts that the command line was wrong, and returns what was said of it. */
    String wrongUsage() {
        assertThat(code).as(err).isEqualTo(2);
        assertThat(out).isEmpty();
        return err.lines().findFirst().orElseThrow();
    }

    /** The one line that a script takes. */
    String line() {
        assertThat(out.lines()).hasSize(1);
        return out.strip();
    }

    List<String> lines() {
        return out.lines().toList();
    }

    /** Asserts that there is one JSON document and nothing else. */
    JsonNode json() {
        assertThat(err).isEmpty();
        try {
            return Json.MAPPER.readTree(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
