package dev.memtrace.dedup;

import dev.memtrace.core.service.CannotStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores' files of one instance. After a crash they may hold what was never committed, so under
 * exactly-once they are replayed from Kafka whatever they hold; to remove them first saves opening
 * them all only to find that out.
 */
final class LocalState {
    private static final Logger LOGGER = LoggerFactory.getLogger(LocalState.class);
    private static final Pattern TASK = Pattern.compile("[0-9]+_[0-9]+");

    private final Path folder;
    private final Path mark;

    LocalState(Path folder) {
        this.folder = folder;
        this.mark = folder.resolve("closed-in-order");
    }

    /**
     * Removes what a crash left; to be called before the stores are opened.
     *
     * @throws CannotStartException if the folder cannot be written to
     */
    void open() {
        try {
            Files.createDirectories(folder);
            if (!Files.deleteIfExists(mark)) {
                removeTasks();
            }
        } catch (IOException e) {
            throw new CannotStartException(
                    "the folder of the dedup store "
                            + folder
                            + " cannot be written to; choose another with dedup.state_dir");
        }
    }

    private void removeTasks() throws IOException {
        try (var found = Files.list(folder)) {
            for (var task :
                    found.filter(path -> TASK.matcher(path.getFileName().toString()).matches())
                            .toList()) {
                LOGGER.atInfo()
                        .addKeyValue("task", task.getFileName())
                        .log("store is replayed after a crash");
                try (var files = Files.walk(task)) {
                    for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    /** Notes that the stores hold exactly what was committed. */
    void closedInOrder() {
        try {
            Files.write(mark, new byte[0]);
        } catch (IOException e) {
            // The next start replays the stores: slower, and just as right.
            LOGGER.atWarn().setCause(e).log("could not note that the stores were closed in order");
        }
    }
}
