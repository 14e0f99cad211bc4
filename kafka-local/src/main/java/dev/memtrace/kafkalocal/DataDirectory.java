package dev.memtrace.kafkalocal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * The broker's directory, claimed for one process: {@code lock}, and {@code log} with Kafka's
 * files.
 *
 * <p>{@code log} is formatted under another name and then renamed, so it is whole or absent: a
 * process killed while formatting leaves nothing to repair, and the cluster id, once given, stays.
 */
final class DataDirectory implements AutoCloseable {
    // A lock dies with its channel, and a channel nobody refers to is collected - but a broker
    // whose EmbeddedKafka was dropped runs on.
    private static final Set<FileChannel> LOCK_FILES = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel lockFile;

    private DataDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /** Refuses a directory that a broker, in this process or another one, is using. */
    static DataDirectory claim(Path directory) {
        try {
            Files.createDirectories(directory);
            var lockFile =
                    FileChannel.open(
                            directory.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!locked(lockFile)) {
                lockFile.close();
                throw new EmbeddedKafkaException(
                        "directory %s is in use by another embedded broker".formatted(directory));
            }
            LOCK_FILES.add(lockFile);
            return new DataDirectory(directory, lockFile);
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "directory %s cannot be used: %s".formatted(directory, e), e);
        }
    }

    Path logs() {
        return directory.resolve("log");
    }

    /** Formats the logs unless that has been done. */
    void format(int nodeId) {
        if (Files.exists(logs())) {
            requireFormatted();
            return;
        }
        var unfinished = directory.resolve("log.unfinished");
        try {
            deleteTree(unfinished);
            format(unfinished, nodeId);
            Files.move(unfinished, logs(), StandardCopyOption.ATOMIC_MOVE);
        } catch (Exception e) { // Formatter declares no less
            throw new EmbeddedKafkaException(
                    "directory %s cannot be formatted: %s".formatted(directory, e), e);
        }
    }

    /** What the directory was given when it was formatted. */
    String clusterId() {
        var properties = new Properties();
        try (var text =
                Files.newBufferedReader(
                        logs().resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
            properties.load(text);
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "directory %s cannot be read: %s".formatted(directory, e), e);
        }
        return properties.getProperty("cluster.id", "");
    }

    /** Gives the directory back; the lock goes with the process in any case. */
    @Override
    public void close() {
        LOCK_FILES.remove(lockFile);
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "directory %s could not be released: %s".formatted(directory, e), e);
        }
    }

    private void requireFormatted() {
        var metaProperties = logs().resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME);
        if (!Files.isRegularFile(metaProperties)) {
            // Formatting again would give a new cluster id to logs of the old one.
            throw new EmbeddedKafkaException(
                    "directory %s is damaged: %s is missing; restore it or start with an empty directory"
                            .formatted(directory, metaProperties));
        }
    }

    private static void format(Path logs, int nodeId) throws Exception {
        new Formatter()
                .setPrintStream(
                        new PrintStream(
                                OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(nodeId)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(logs.toString())
                .setMetadataLogDirectory(logs.toString())
                .setControllerListenerName(Listeners.CONTROLLER)
                .run();
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null; // null: another process has it
        } catch (OverlappingFileLockException e) {
            return false; // this process has it
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.notExists(root)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
