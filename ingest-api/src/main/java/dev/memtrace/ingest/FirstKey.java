package dev.memtrace.ingest;

import dev.memtrace.core.directory.ApiKeys;
import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryCommands;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryReplica;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.Permission;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Founds {@code org_default} with its first key, if that has not happened yet. */
final class FirstKey {
    private static final Logger LOGGER = LoggerFactory.getLogger(FirstKey.class);
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final int ATTEMPTS_MAX = 12;
    private static final OrgId ORG = new OrgId(Ids.DEFAULT_ORG);

    private final DirectoryReplica directory;
    private final DirectoryCommands commands;
    private final Clock clock;

    FirstKey(DirectoryReplica directory, DirectoryCommands commands, Clock clock) {
        this.directory = directory;
        this.commands = commands;
        this.clock = clock;
    }

    /**
     * Makes sure that the org exists.
     *
     * @param chosen the operator's choice of the first key; a random one if empty
     * @return the key, if it was this call that founded the org; it cannot be asked for again
     * @throws ApiException if the registrar does not answer within a minute
     */
    Optional<String> found(Optional<String> chosen) {
        if (directory.org(ORG).isPresent()) {
            warnIfIgnored(chosen);
            return Optional.empty();
        }
        var key = chosen.orElseGet(Ids::apiKey);
        var now = clock.instant();
        var org = new DirectoryEntry.Org(ORG, "default", Quota.NONE, now);
        var entry =
                ApiKeys.entryFor(
                        key, ORG, "admin", EnumSet.allOf(Permission.class), now, Optional.empty());
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            var decision = commands.tryDecide(new Wish.Found(org, Optional.of(entry)), WAIT);
            if (decision.isPresent()) {
                return switch (decision.get()) {
                    case Decision.Done(var state) -> {
                        requireShown(directory.awaitApplied(ORG, state.revision(), WAIT));
                        yield Optional.of(key);
                    }
                    case Decision other -> {
                        // Another instance was first. Our copy did not know the org a moment ago,
                        // so whatever comes of it now shows it.
                        LOGGER.atDebug()
                                .addKeyValue("decision", other)
                                .log("org_default is founded");
                        requireShown(directory.awaitApplied(ORG, 0, WAIT));
                        yield Optional.empty();
                    }
                };
            }
            LOGGER.atInfo()
                    .addKeyValue("attempt", attempt)
                    .log("waiting for dedup-stream to found org_default");
        }
        throw ApiException.unavailable("dedup-stream does not answer; is it running?", WAIT);
    }

    private static void requireShown(boolean isShown) {
        if (!isShown) {
            throw ApiException.unavailable("the directory is behind; try again", WAIT);
        }
    }

    private void warnIfIgnored(Optional<String> chosen) {
        if (chosen.isPresent() && !directory.mayHaveKey(chosen.get())) {
            LOGGER.atWarn()
                    .log("auth.bootstrap_key is ignored: org_default has its first key already");
        }
    }
}
