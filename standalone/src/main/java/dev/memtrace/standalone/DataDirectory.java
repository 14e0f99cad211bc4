package dev.memtrace.standalone;

import dev.memtrace.core.service.CannotStartException;
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
 * A folder that this instance, and no other, uses. The operating system lets go of it when the
 * process dies.
 */
public final class DataDirectory implements AutoCloseable {
    private static final String FILE = "memtrace.lock";

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the directory, if need be, and takes it.
     *
     * @throws CannotStartException if it cannot be written to, or another instance has it
     */
    public static DataDirectory take(Path path) {
        var directory = path.toAbsolutePath().normalize();
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
            return new DataDirectory(directory, channel);
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

    public Path path() {
        return path;
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
