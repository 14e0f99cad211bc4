package dev.memtrace.core.directory;

import dev.memtrace.core.service.CannotStartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right of this process, and no other, to use a file. The operating system lets go of it when
 * the process dies.
 */
final class FileClaim implements AutoCloseable {
    private final FileChannel channel;

    private FileClaim(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it.
     *
     * @throws CannotStartException if another process has it, or its folder cannot be written to
     */
    static FileClaim take(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var channel =
                    FileChannel.open(
                            file.resolveSibling(file.getFileName() + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (isTaken(channel)) {
                channel.close();
                throw new CannotStartException(
                        "another service uses the directory's file "
                                + file
                                + "; each needs its own, set auth.db_path");
            }
            return new FileClaim(channel);
        } catch (IOException e) {
            throw new CannotStartException(
                    "the directory's file "
                            + file
                            + " cannot be opened; choose another with auth.db_path");
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException e) { // by this process itself
            return true;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new DirectoryException("the directory's file could not be let go", e);
        }
    }
}
