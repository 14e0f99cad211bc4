package dev.memtrace.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Keeps a second instance away from a data directory. The operating system lets go of it when the
 * process dies.
 */
final class DataDirectoryLock implements AutoCloseable {
    private static final String FILE = "memtrace.lock";

    private final FileChannel channel;

    private DataDirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the directory, if need be, and takes it.
     *
     * @throws CannotStartException if it cannot be written to, or another instance has it
     */
    static DataDirectoryLock take(Path directory) {
        try {
            Files.createDirectories(directory);
            var channel =
                    FileChannel.open(
                            directory.resolve(FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (tryLock(channel).isEmpty()) {
                channel.close();
                throw new CannotStartException(
                        "another memtrace uses the data directory "
                                + directory
                                + "; stop it, or choose another with --data");
            }
            return new DataDirectoryLock(channel);
        } catch (IOException e) {
            throw new CannotStartException(
                    "the data directory "
                            + directory
                            + " cannot be written to; choose another with --data");
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the data directory could not be let go", e);
        }
    }
}
