package dev.memtrace.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory that goes with all that is in it, also when the run is interrupted. */
final class TemporaryDirectory implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TemporaryDirectory.class);

    private final Path path;
    private final Thread atExit = new Thread(this::delete, "bench-cleanup");

    private TemporaryDirectory(Path path) {
        this.path = path;
    }

    static TemporaryDirectory create() {
        try {
            var directory = new TemporaryDirectory(Files.createTempDirectory("memtrace-bench-"));
            Runtime.getRuntime().addShutdownHook(directory.atExit);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("there is no place for temporary files", e);
        }
    }

    Path path() {
        return path;
    }

    private void delete() {
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOGGER.atWarn().setCause(e).addKeyValue("path", path).log("files of the bench remain");
        }
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOGGER.atDebug().log("the process ends already, and cleans up itself");
        }
    }
}
