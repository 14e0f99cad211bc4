package dev.memtrace.standalone;

import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.service.CannotStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The master key of an installation that was given none: made at the first start, and kept beside
 * the data that it protects. That is as safe as the directory; a cluster keeps its key elsewhere.
 */
public final class OwnMasterKey {
    private static final String FILE = "master.key";

    private OwnMasterKey() {}

    /**
     * The key of the data directory, as text; makes it if there is none.
     *
     * @throws CannotStartException if it can be neither read nor made
     */
    static String in(Path data) {
        var file = data.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                OwnerOnly.write(file, MasterKey.generate() + "\n");
            }
            var key = Files.readString(file).strip();
            if (MasterKey.parse(key).isEmpty()) {
                throw new CannotStartException(
                        "the master key " + file + " is damaged; bring it back from a backup");
            }
            return key;
        } catch (IOException e) {
            throw new CannotStartException(
                    "the master key " + file + " cannot be read; set " + MasterKey.VARIABLE);
        }
    }

    /** The key of the data directory, as text; empty if it has none. */
    public static Optional<String> ifThere(Path data) {
        var file = data.resolve(FILE);
        try {
            return Files.exists(file)
                    ? Optional.of(Files.readString(file).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the master key " + file + " cannot be read", e);
        }
    }
}
