package dev.memtrace.arclocal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver's native library, which it unpacks into the temporary directory at every start. */
final class DuckDbLibrary {
    private static final Logger LOGGER = LoggerFactory.getLogger(DuckDbLibrary.class);
    private static final Path MAPPINGS = Path.of("/proc/self/maps");

    private DuckDbLibrary() {}

    /**
     * Removes the unpacked copy once it is loaded. The driver does so at a clean exit only, so
     * every kill would leave 60 MB behind. Linux keeps a mapped file alive without its name;
     * elsewhere nothing happens.
     */
    static void removeUnpackedCopy() {
        if (!Files.isReadable(MAPPINGS)) {
            return;
        }
        try (var lines = Files.lines(MAPPINGS)) {
            var copy =
                    lines.map(line -> line.substring(Math.max(0, line.indexOf('/'))))
                            .filter(path -> path.contains("/libduckdb_java"))
                            .filter(path -> path.startsWith(System.getProperty("java.io.tmpdir")))
                            .map(Path::of)
                            .findFirst();
            if (copy.isPresent()) {
                Files.deleteIfExists(copy.get());
            }
        } catch (IOException e) {
            LOGGER.atDebug().setCause(e).log("unpacked library was not removed");
        }
    }
}
