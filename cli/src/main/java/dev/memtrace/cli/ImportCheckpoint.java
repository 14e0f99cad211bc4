package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How far an import came, kept in the user's home until it is finished, so that an interrupted one
 * can go on. Belongs to a file (its path, size and date), a server and a key.
 */
final class ImportCheckpoint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NAME_BYTES = 12;

    private final Optional<Path> place;

    private ImportCheckpoint(Optional<Path> place) {
        this.place = place;
    }

    /** Remembers nothing: standard input cannot be read twice. */
    static ImportCheckpoint none() {
        return new ImportCheckpoint(Optional.empty());
    }

    static ImportCheckpoint of(Path file, URI url, String apiKey) throws IOException {
        var what =
                String.join(
                        "\n",
                        file.toRealPath().toString(),
                        String.valueOf(Files.size(file)),
                        Files.getLastModifiedTime(file).toString(),
                        url.toString(),
                        apiKey);
        var folder = Path.of(System.getProperty("user.home"), ".memtrace", "import");
        return new ImportCheckpoint(Optional.of(folder.resolve(digest(what) + ".json")));
    }

    private static String digest(String what) {
        try {
            var sha = MessageDigest.getInstance("SHA-256").digest(what.getBytes(UTF_8));
            return HexFormat.of().formatHex(sha, 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** Where to go on; nowhere, unless the server still has what an earlier run gave it. */
    ImportTally resumable(RestApi api) throws IOException {
        if (place.isEmpty() || !Files.exists(place.get())) {
            return ImportTally.NOTHING;
        }
        JsonNode saved = JSON.readTree(Files.readString(place.get()));
        var lastAccepted = saved.path("last_accepted").asText("");
        if (lastAccepted.isEmpty() || !api.knows(lastAccepted)) {
            return ImportTally.NOTHING;
        }
        return new ImportTally(
                saved.path("lines").asLong(),
                saved.path("accepted").asLong(),
                saved.path("duplicates").asLong(),
                saved.path("undecided").asLong(),
                saved.path("rejected").asLong(),
                lastAccepted);
    }

    void save(ImportTally tally) {
        if (place.isEmpty()) {
            return;
        }
        var json =
                JSON.createObjectNode()
                        .put("lines", tally.lines())
                        .put("accepted", tally.accepted())
                        .put("duplicates", tally.duplicates())
                        .put("undecided", tally.undecided())
                        .put("rejected", tally.rejected())
                        .put("last_accepted", tally.lastAccepted());
        try {
            Files.createDirectories(place.get().getParent());
            var fresh = place.get().resolveSibling(place.get().getFileName() + ".new");
            Files.writeString(fresh, json.toString());
            Files.move(
                    fresh,
                    place.get(),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CommandFailedException("cannot write to " + place.get().getParent());
        }
    }

    /** Forgets it: the import is finished. */
    void clear() throws IOException {
        if (place.isPresent()) {
            Files.deleteIfExists(place.get());
        }
    }
}
