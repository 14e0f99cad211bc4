package dev.memtrace.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that hold a secret. */
final class OwnerOnly {
    private OwnerOnly() {}

    /**
     * Writes {@code file}, which only its owner may read, over one that is there. It is whole
     * before it has its name: nobody reads half of it, and a crash leaves none.
     */
    static void write(Path file, String text) throws IOException {
        var unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var out = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            out.write(UTF_8.encode(text));
            out.force(true); // an empty file after a power cut would cost what it stands for
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
