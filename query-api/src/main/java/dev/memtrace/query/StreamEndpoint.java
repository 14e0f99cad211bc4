package dev.memtrace.query;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.Call;
import dev.memtrace.core.service.EventStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/memories/stream}: memories as they are accepted. Thread-safe; a stream takes
 * its request's thread for as long as it goes on.
 */
final class StreamEndpoint {
    private static final Logger LOGGER = LoggerFactory.getLogger(StreamEndpoint.class);
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Feed feed;
    private final AcceptedLog log;
    private final Semaphore places;
    private final Turns placesOfOrgs;
    private final Clock clock;

    StreamEndpoint(Feed feed, AcceptedLog log, QueryApiConfig.StreamLimits limits, Clock clock) {
        this.feed = feed;
        this.log = log;
        this.places = new Semaphore(limits.max());
        this.placesOfOrgs = new Turns(limits.perOrgMax());
        this.clock = clock;
    }

    void answer(Call call) {
        var org = call.org();
        var filter = new Asking(new ParameterFields(call), clock.instant()).listFilter();
        var from = call.header(LAST_EVENT_ID).map(text -> position(org, text));
        if (feed.position().next().isEmpty()) {
            throw ApiException.unavailable("this instance has only just begun", RETRY_AFTER);
        }
        takePlace(org);
        try {
            stream(call, filter, from);
        } catch (KafkaException e) {
            throw ApiException.unavailable("the log does not answer", RETRY_AFTER);
        } finally {
            placesOfOrgs.giveBack(org);
            places.release();
        }
    }

    private void stream(Call call, MemoryFilter filter, Optional<LogPosition> from) {
        // Listens before the answer begins: what is accepted from then on will be heard.
        try (var listener = feed.listen(call.org())) {
            var position = from.orElse(listener.start());
            if (position.includes(listener.start())) {
                stream(call, filter, position, stream -> stream.follow(listener));
                return;
            }
        }
        try (var reader = log.open()) {
            if (!reader.has(from.orElseThrow())) {
                throw ApiException.invalid(
                        LAST_EVENT_ID
                                + " is older than what the log keeps; read the list from there, and"
                                + " begin anew without it");
            }
            stream(call, filter, from.orElseThrow(), stream -> stream.catchUpAndFollow(reader));
        }
    }

    private LogPosition position(OrgId org, String text) {
        return LogPosition.decode(org, text)
                .filter(it -> it.logEpoch() == feed.position().logEpoch())
                .orElseThrow(
                        () ->
                                ApiException.invalid(
                                        LAST_EVENT_ID
                                                + " must be the id of an event of this org's stream;"
                                                + " begin anew without it"));
    }

    private void takePlace(OrgId org) {
        if (!places.tryAcquire()) {
            throw ApiException.overloaded("this instance has too many streams", RETRY_AFTER);
        }
        if (!placesOfOrgs.take(org, Duration.ZERO)) {
            places.release();
            throw ApiException.overloaded("this org has too many streams here", RETRY_AFTER);
        }
    }

    /** What goes on for as long as the stream. */
    private interface Sending {
        void to(MemoryStream stream) throws InterruptedException;
    }

    private void stream(Call call, MemoryFilter filter, LogPosition from, Sending sending) {
        try (var stream = call.sendEvents()) {
            try {
                sending.to(new MemoryStream(feed, call.org(), filter, from, stream));
            } catch (KafkaException e) {
                LOGGER.atWarn()
                        .addKeyValue("error", e.getMessage())
                        .log("a stream could not catch up with what its client has missed");
                stream.end("the log does not answer; go on from the last event's id");
            }
        } catch (EventStream.ClientGoneException e) {
            LOGGER.atDebug().setCause(e).log("the client of a stream is gone");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
