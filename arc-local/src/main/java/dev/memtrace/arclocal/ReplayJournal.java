package dev.memtrace.arclocal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Every body that was answered since the last clean stop, whether stored or not; for tests.
 *
 * <p>Reading it back after a crash is what gives Arc its duplicates. Its owner holds a lock.
 */
final class ReplayJournal {
    private final Path file;
    private final DataOutputStream out;

    private ReplayJournal(Path file, DataOutputStream out) {
        this.file = file;
        this.out = out;
    }

    /** One body and the database it was meant for. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Entry(String database, byte[] body) {}

    /** Continues the file of the life before, if that ended in a crash, after its last entry. */
    static ReplayJournal open(Path directory) {
        var file = file(directory);
        cutTail(file);
        try {
            return new ReplayJournal(
                    file,
                    new DataOutputStream(
                            Files.newOutputStream(
                                    file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void cutTail(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long whole = 0;
            for (var entry : entries(file.getParent())) {
                var name = entry.database().getBytes(StandardCharsets.UTF_8);
                whole += Short.BYTES + name.length + Integer.BYTES + (long) entry.body().length;
            }
            channel.truncate(whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(Path directory) {
        return directory.resolve("replay.journal");
    }

    static List<Entry> entries(Path directory) {
        var entries = new ArrayList<Entry>();
        if (!Files.exists(file(directory))) {
            return entries;
        }
        try (var in = new DataInputStream(Files.newInputStream(file(directory)))) {
            while (true) {
                var database = in.readUTF();
                var body = new byte[in.readInt()];
                in.readFully(body); // a kill may have left half an entry, which was not answered
                entries.add(new Entry(database, body));
            }
        } catch (EOFException _) {
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void append(String database, byte[] body) {
        try {
            out.writeUTF(database);
            out.writeInt(body.length);
            out.write(body);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the file and leaves it for the next start. */
    void crash() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete() {
        try {
            out.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
