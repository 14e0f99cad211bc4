package dev.memtrace.cli;

import dev.memtrace.core.directory.DirectoryChange;
import dev.memtrace.core.directory.DirectoryEntry.ArcInstance;
import dev.memtrace.core.directory.DirectoryScan;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.standalone.OwnMasterKey;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the master key that the services use: what is sealed under another one they cannot open,
 * and would tell nobody but their logs.
 */
final class MasterKeys {
    private MasterKeys() {}

    /**
     * The key of the environment, or of the data directory beside.
     *
     * @throws CommandFailedException if there is none, or it is not the services'
     */
    static MasterKey of(DirectoryAccess directory) {
        var place = directory.place();
        var given = place.settings().variable(MasterKey.VARIABLE);
        if (given.isPresent() && MasterKey.parse(given.get()).isEmpty()) {
            throw new CommandFailedException(
                    MasterKey.VARIABLE
                            + " is not base64 of 32 bytes; `memtrace keygen master` makes one");
        }
        var key = place.up().isPresent() ? keyOfUp(place, given) : keyOfCluster(given);
        if (!opensAny(key, directory)) {
            throw new CommandFailedException(
                    MasterKey.VARIABLE
                            + " opens none of the keys of Arcs that are there; it is not the one that the"
                            + " services use");
        }
        return key;
    }

    private static MasterKey keyOfUp(KafkaPlace place, Optional<String> given) {
        var fingerprint = place.up().orElseThrow().masterKey();
        return Stream.concat(given.stream(), ownOf(place).stream())
                .flatMap(text -> MasterKey.parse(text).stream())
                .filter(key -> key.fingerprint().equals(fingerprint))
                .findFirst()
                .orElseThrow(
                        () ->
                                new CommandFailedException(
                                        "the master key of this memtrace up is not at hand; set "
                                                + MasterKey.VARIABLE
                                                + " to the one that it was started with"));
    }

    private static Optional<String> ownOf(KafkaPlace place) {
        try {
            return OwnMasterKey.ifThere(place.data());
        } catch (UncheckedIOException e) { // another user's, perhaps
            throw new CommandFailedException(e.getMessage());
        }
    }

    private static MasterKey keyOfCluster(Optional<String> given) {
        return given.flatMap(MasterKey::parse)
                .orElseThrow(
                        () ->
                                new CommandFailedException(
                                        MasterKey.VARIABLE
                                                + " is required to seal the key of an Arc: the one that the"
                                                + " services have"));
    }

    /** Whether it opens one of the sealed keys, if there are any. */
    private static boolean opensAny(MasterKey key, DirectoryAccess directory) {
        Map<String, ArcInstance> sealed = new HashMap<>();
        directory.read(
                DirectoryScan.Wanted.ofAll(EntryKind.ORG, EntryKind.ARC),
                change -> {
                    sealed.remove(change.key().id()); // an Arc has the id of its org
                    if (change instanceof DirectoryChange.Stated(var state)
                            && state.entry() instanceof ArcInstance arc
                            && arc.sealedKey().isPresent()) {
                        sealed.put(arc.id(), arc);
                    }
                });
        return sealed.isEmpty()
                || sealed.values().stream()
                        .anyMatch(
                                arc ->
                                        key.open(
                                                        arc.sealedKey().orElseThrow(),
                                                        arc.org(),
                                                        arc.url())
                                                .isPresent());
    }
}
