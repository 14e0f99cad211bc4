package dev.memtrace.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.service.CannotStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
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
                make(file);
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

    /** Written whole before it has its name, so that a crash leaves no half of a key. */
    private static void make(Path file) throws IOException {
        var unfinished = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var out = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            out.write(UTF_8.encode(MasterKey.generate() + "\n"));
            out.force(true); // an empty file after a power cut would cost every sealed key
        }
        Files.move(unfinished, file);
    }
}
