package dev.memtrace.arclocal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** All databases of the data directory, known from start to end. Any thread may ask. */
final class Databases implements AutoCloseable {
    private final Engine engine;
    private final ConcurrentMap<String, Database> open = new ConcurrentHashMap<>();

    private Databases(Engine engine) {
        this.engine = engine;
    }

    static Databases openAll(Engine engine) {
        var databases = new Databases(engine);
        for (var name : storedNames(engine)) {
            databases.forWriting(name);
        }
        return databases;
    }

    private static List<String> storedNames(Engine engine) {
        try (var files = Files.list(engine.directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(DatabaseFile.ENDING))
                    .map(file -> file.substring(0, file.length() - DatabaseFile.ENDING.length()))
                    .filter(Names::isWrittenDatabase)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the database if this is the first write to it. */
    Database forWriting(String name) {
        return open.computeIfAbsent(TableShape.key(name), key -> Database.open(engine, key));
    }

    Optional<Database> forReading(String name) {
        return Optional.ofNullable(open.get(TableShape.key(name)));
    }

    Collection<Database> all() {
        return open.values();
    }

    @Override
    public void close() {
        all().forEach(Database::close);
    }

    /** As close, but as after a kill: nothing is moved or tidied. */
    void abandon() {
        all().forEach(Database::abandon);
    }
}
