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

    StreamEndpoint(Feed feed, AcceptedLog log, QueryApiConfig config, Clock clock) {
        this.feed = feed;
        this.log = log;
        this.places = new Semaphore(config.streamsMax());
        this.placesOfOrgs = new Turns(config.streamsPerOrgMax());
        this.clock = clock;
    }

    void answer(Call call) {
        var org = call.org();
        var filter = new Asking(new ParameterFields(call), clock.instant()).listFilter();
        var from = call.header(LAST_EVENT_ID).map(text -> position(org, text));
        var start = feed.position();
        if (start.next().isEmpty()) {
            throw ApiException.unavailable("this instance has only just begun", RETRY_AFTER);
        }
        takePlace(org);
        try (var missed = new Missed(from, start)) {
            stream(call, filter, from.orElse(start), missed.reader());
        } catch (KafkaException e) {
            throw ApiException.unavailable("the log does not answer", RETRY_AFTER);
        } finally {
            placesOfOrgs.giveBack(org);
            places.release();
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

    /** What is to be read for a client that goes on from somewhere. */
    private final class Missed implements AutoCloseable {
        private final Optional<AcceptedLog.Reader> reader;

        Missed(Optional<LogPosition> from, LogPosition now) {
            this.reader = from.filter(it -> !it.includes(now)).map(_ -> log.open());
            try {
                reader.ifPresent(it -> requireKept(it, from.orElseThrow()));
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }

        private static void requireKept(AcceptedLog.Reader reader, LogPosition from) {
            if (!reader.has(from)) {
                throw ApiException.invalid(
                        LAST_EVENT_ID
                                + " is older than what the log keeps; read the list from there, and"
                                + " begin anew without it");
            }
        }

        Optional<AcceptedLog.Reader> reader() {
            return reader;
        }

        @Override
        public void close() {
            reader.ifPresent(AcceptedLog.Reader::close);
        }
    }

    private void stream(
            Call call, MemoryFilter filter, LogPosition from, Optional<AcceptedLog.Reader> missed) {
        try (var stream = call.sendEvents()) {
            var memories = new MemoryStream(feed, call.org(), filter, from, stream);
            try {
                memories.run(missed);
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
