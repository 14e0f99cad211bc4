package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Writes memories and recalls them. Thread-safe. */
public final class Memories {
    private static final String PATH = "/api/v1/memories";
    private static final Retries FATE_POLLS =
            new Retries(Duration.ofDays(1), Duration.ofMillis(20), Duration.ofSeconds(1));

    private final Transport transport;

    Memories(Transport transport) {
        this.transport = transport;
    }

    /**
     * Writes one memory and waits for its verdict as long as the server does. See {@link
     * #write(NewMemory, VerdictWait)}.
     */
    public Written write(NewMemory memory) {
        return write(memory, VerdictWait.SERVERS);
    }

    /**
     * Writes one memory. When this returns, it is durable; what is {@link Written.Accepted} is in
     * the very next read.
     *
     * <p>A call that may have got through is made again, because a second memory with the same
     * dedup key is a duplicate of the first. So if the first try got through and its answer was
     * lost, the caller sees {@link Written.Duplicate} with {@code mayBeOwnRepeat}; the memory is
     * then kept under {@code duplicateOf}, or one that is as good. With dedup switched off in the
     * server it would be kept twice: then set {@link Retries#NONE}.
     *
     * @throws BadRequestException if something is wrong with it; nothing was written
     * @throws UnavailableException if it may, or may not, be durable; writing it again is safe
     */
    public Written write(NewMemory memory, VerdictWait wait) {
        var answer = send(memory.toJson(), wait).expect(201, 202, 409);
        return switch (answer.status()) {
            case 201 -> new Written.Accepted(answer.as(Memory::of));
            case 202 -> new Written.Pending(answer.as(Memory::of));
            default ->
                    new Written.Duplicate(
                            answer.as(it -> it.text("duplicate_of")),
                            answer.as(it -> it.flag("same_content")),
                            answer.mayBeRepeat());
        };
    }

    /**
     * Writes a batch and waits for its verdicts as long as the server does. See {@link
     * #writeAll(List, VerdictWait)}.
     */
    public WrittenBatch writeAll(List<NewMemory> memories) {
        return writeAll(memories, VerdictWait.SERVERS);
    }

    /**
     * Writes a batch: all of it, or, if something in it is wrong, nothing. When this returns, it is
     * durable. As with a single memory, a call that may have got through is made again; what got
     * through the first time is then among the duplicates, with {@link
     * WrittenBatch#mayBeOwnRepeat}.
     *
     * @param memories 10,000 at most, and 16 MiB of JSON; the server may have other limits
     * @throws IllegalArgumentException if there are none
     * @throws BadRequestException if something is wrong, with every problem by its index; nothing
     *     was written
     * @throws UnavailableException if some may be durable; writing them again is safe
     */
    public WrittenBatch writeAll(List<NewMemory> memories, VerdictWait wait) {
        if (memories.isEmpty()) {
            throw new IllegalArgumentException("a batch needs a memory");
        }
        var answer = send(batch(memories), wait).expect(201, 202);
        return answer.as(it -> WrittenBatch.of(it, answer.status() == 202, answer.mayBeRepeat()));
    }

    static ObjectNode batch(List<NewMemory> memories) {
        var json = Json.object();
        var list = json.putArray("memories");
        memories.forEach(it -> list.add(it.toJson()));
        return json;
    }

    private Answer send(ObjectNode body, VerdictWait wait) {
        return transport.send(wait.asked(Call.write("POST", PATH, body)));
    }

    /**
     * A memory. What was accepted is there.
     *
     * @throws NotFoundException if the org has no memory with this id, or none yet
     */
    public Memory get(String id) {
        return get(id, ReadOptions.STRONG).value();
    }

    /** The same, as fresh as is asked for. */
    public Read<Memory> get(String id, ReadOptions options) {
        var call = Call.read(PATH + "/" + Query.part("id", id));
        return transport.send(options.asked(call)).expect(200).asRead(Memory::of);
    }

    /** What became of a memory, also of one that is kept nowhere. */
    public Fate fate(String id) {
        return fate(id, ReadOptions.STRONG).value();
    }

    /** The same, as fresh as is asked for. */
    public Read<Fate> fate(String id, ReadOptions options) {
        var call = Call.read(PATH + "/" + Query.part("id", id) + "/status");
        return transport.send(options.asked(call)).expect(200).asRead(FateReader::read);
    }

    /**
     * Asks until it is known what becomes of a memory.
     *
     * @param waitMax when to stop asking
     * @return {@link Fate.Pending} if it is not known by then
     */
    public Fate awaitFate(String id, Duration waitMax) {
        long begun = System.nanoTime();
        long most = TimeUnit.NANOSECONDS.convert(waitMax);
        for (int tries = 1; ; tries++) {
            var fate = fate(id);
            long left = most - (System.nanoTime() - begun);
            if (!(fate instanceof Fate.Pending) || left <= 0) {
                return fate;
            }
            var pause = FATE_POLLS.pause(tries, Optional.empty(), random());
            transport.pause("awaiting a fate", Duration.ofNanos(Math.min(left, pause.toNanos())));
        }
    }

    private static RandomGenerator random() {
        return ThreadLocalRandom.current();
    }

    /** The newest 100 memories that match. */
    public Page<Memory> list(MemoryFilter filter) {
        return list(filter, Paging.FIRST);
    }

    /** A page of the memories that match. */
    public Page<Memory> list(MemoryFilter filter, Paging paging) {
        return list(filter, paging, ReadOptions.STRONG);
    }

    /** The same, as fresh as is asked for. */
    public Page<Memory> list(MemoryFilter filter, Paging paging, ReadOptions options) {
        return page(transport, PATH, filter, paging, options);
    }

    static Page<Memory> page(
            Transport transport,
            String path,
            MemoryFilter filter,
            Paging paging,
            ReadOptions options) {
        var call = Call.read(paging.addTo(filter.addTo(new Query(path))));
        return transport.send(options.asked(call)).expect(200).asPage("memories", Memory::of);
    }

    /**
     * All memories that match, newest first. See {@link #listAll(MemoryFilter, Paging,
     * ReadOptions)}.
     */
    public Stream<Memory> listAll(MemoryFilter filter) {
        return listAll(filter, Paging.FIRST, ReadOptions.STRONG);
    }

    /**
     * All memories that match, read page by page as the stream is consumed. What others write
     * meanwhile neither hides nor repeats one.
     *
     * @param from the first page; its limit is that of every page
     */
    public Stream<Memory> listAll(MemoryFilter filter, Paging from, ReadOptions options) {
        return Pages.all(from, paging -> list(filter, paging, options));
    }

    /** The newest 100 memories that match, and how long it took to find them. */
    public SearchResults search(MemoryFilter filter) {
        return search(filter, Paging.FIRST, ReadOptions.STRONG);
    }

    /** A page of the memories that match, and how long it took to find them. */
    public SearchResults search(MemoryFilter filter, Paging paging, ReadOptions options) {
        var call = options.asked(Call.ask("/api/v1/search", filter.toJson(paging)));
        var answer = transport.send(call).expect(200);
        return new SearchResults(
                answer.asPage("results", Memory::of),
                Duration.ofMillis(answer.as(it -> it.count("query_time_ms"))));
    }

    /**
     * Listens to memories that match, from now on, as they are accepted: what is accepted after
     * this has returned will be heard.
     *
     * @throws UnavailableException if no stream could be opened within {@link Retries#timeMax}
     */
    public MemoryFeed listen(MemoryFilter filter) {
        return MemoryFeed.open(transport, feed(filter), "");
    }

    /**
     * The same, going on after {@link MemoryFeed#lastEventId} of an earlier feed of this org: every
     * memory once, as long as the log keeps what follows.
     *
     * @throws BadRequestException if the log does not have that place any more
     */
    public MemoryFeed listen(MemoryFilter filter, String lastEventId) {
        Checks.requirePrintable("lastEventId", requireNonNull(lastEventId, "lastEventId"));
        return MemoryFeed.open(transport, feed(filter), lastEventId);
    }

    private static Call feed(MemoryFilter filter) {
        return Call.read(filter.addTo(new Query(PATH + "/stream")));
    }
}
