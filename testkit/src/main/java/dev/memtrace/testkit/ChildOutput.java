package dev.memtrace.testkit;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a child writes: copied to a file and kept for waiting on. One thread reads, any may ask. */
final class ChildOutput {
    private static final int TAIL_LINES_MAX = 40;

    private final Path file;
    private final Thread reader;
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private ChildOutput(Path file, BufferedReader output, BufferedWriter copy) {
        this.file = file;
        this.reader =
                Thread.ofPlatform()
                        .daemon()
                        .name("child-output")
                        .unstarted(() -> readAll(output, copy));
    }

    static ChildOutput of(Process process, String name) throws IOException {
        var directory = Files.createDirectories(Path.of("target", "children"));
        var file = directory.resolve(name + "-" + process.pid() + ".log");
        var output =
                new ChildOutput(
                        file,
                        process.inputReader(StandardCharsets.UTF_8),
                        Files.newBufferedWriter(file));
        output.reader.start();
        return output;
    }

    Path file() {
        return file;
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    String awaitLine(Predicate<String> wanted, Duration waitMax) {
        try {
            return firstLine(wanted, waitMax);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a line", e);
        }
    }

    void awaitEnd() throws InterruptedException {
        reader.join();
    }

    synchronized String tail() {
        var last = lines.subList(Math.max(0, lines.size() - TAIL_LINES_MAX), lines.size());
        return "; last lines of %s:%n%s".formatted(file, String.join("\n", last));
    }

    private synchronized String firstLine(Predicate<String> wanted, Duration waitMax)
            throws InterruptedException {
        long deadline = System.nanoTime() + waitMax.toNanos();
        int seen = 0;
        while (true) {
            while (seen < lines.size()) {
                var line = lines.get(seen++);
                if (wanted.test(line)) {
                    return line;
                }
            }
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (ended || leftMillis <= 0) {
                var why = ended ? "the output ended" : "nothing within " + waitMax;
                throw new AssertionError("line not found, " + why + tail());
            }
            wait(leftMillis);
        }
    }

    private void readAll(BufferedReader output, BufferedWriter copy) {
        try (output;
                copy) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                copy.write(line);
                copy.newLine();
                copy.flush(); // readable while the child runs
                add(line);
            }
        } catch (IOException e) {
            add("output broke off: " + e);
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }
}
