package dev.memtrace.client;

import java.util.UUID;
import java.util.stream.Stream;

/** The register of sessions, and their history. Thread-safe. */
public final class Sessions {
    private static final String PATH = "/api/v1/sessions";

    private final Transport transport;

    Sessions(Transport transport) {
        this.transport = transport;
    }

    /**
     * Registers a session; it is there for the next read. May be tried again, since each try
     * carries the same idempotency key.
     *
     * @throws ConflictException if the idempotency key was used for a session of another agent
     */
    public Session create(NewSession session) {
        var key = session.idempotencyKey().orElseGet(() -> UUID.randomUUID().toString());
        var call = Call.write("POST", PATH, session.toJson()).with("Idempotency-Key", key);
        return transport.send(call).expect(201).as(Session::of);
    }

    /**
     * A registered session.
     *
     * @throws NotFoundException if the org has none with this id
     */
    public Session get(String id) {
        return get(id, ReadOptions.STRONG).value();
    }

    /** The same, as fresh as is asked for. */
    public Read<Session> get(String id, ReadOptions options) {
        var call = options.asked(Call.read(path(id)));
        return transport.send(call).expect(200).asRead(Session::of);
    }

    private static String path(String id) {
        return PATH + "/" + Query.part("id", id);
    }

    /**
     * Changes a session. May be tried again, since the same change twice is as one; should somebody
     * else change the same between two tries, ours is the later one.
     *
     * @return the session as it is now
     * @throws NotFoundException if the org has none with this id
     */
    public Session change(String id, SessionChange change) {
        return transport
                .send(Call.write("PUT", path(id), change.toJson()))
                .expect(200)
                .as(Session::of);
    }

    /**
     * Closes a session.
     *
     * @return the session as it is now
     * @throws NotFoundException if the org has none with this id
     */
    public Session close(String id) {
        return change(id, SessionChange.to(SessionStatus.CLOSED));
    }

    /** The newest 100 sessions. */
    public Page<Session> list() {
        return list(Paging.FIRST, ReadOptions.STRONG);
    }

    /** A page of the sessions, newest first. */
    public Page<Session> list(Paging paging, ReadOptions options) {
        return page(new Query(PATH), paging, options);
    }

    /** A page of the sessions that were registered with this agent, newest first. */
    public Page<Session> listOf(String agentId, Paging paging, ReadOptions options) {
        var query = new Query(PATH).add("agent_id", Checks.requireSome("agentId", agentId));
        return page(query, paging, options);
    }

    private Page<Session> page(Query query, Paging paging, ReadOptions options) {
        return transport
                .send(options.asked(Call.read(paging.requireNewestFirst().addTo(query))))
                .expect(200)
                .asPage("sessions", Session::of);
    }

    /** All sessions, newest first, read page by page as the stream is consumed. */
    public Stream<Session> listAll() {
        return Pages.all(Paging.FIRST, paging -> list(paging, ReadOptions.STRONG));
    }

    /**
     * A page of a session's memories. A session that has none, or that nobody registered, gives an
     * empty one.
     *
     * @param filter without a session of its own
     */
    public Page<Memory> memories(
            String id, MemoryFilter filter, Paging paging, ReadOptions options) {
        return Memories.page(
                transport, path(id) + "/memories", filter.requireNoSession(), paging, options);
    }

    /** The same, all of them, read page by page as the stream is consumed. */
    public Stream<Memory> allMemories(
            String id, MemoryFilter filter, Paging from, ReadOptions options) {
        return Pages.all(from, paging -> memories(id, filter, paging, options));
    }

    /** A session's history as markdown for a prompt; empty of memories if it has none. */
    public SessionContext context(String id, ContextRequest request) {
        return context(id, request, ReadOptions.STRONG).value();
    }

    /** The same, as fresh as is asked for. */
    public Read<SessionContext> context(String id, ContextRequest request, ReadOptions options) {
        var call = options.asked(Call.ask(path(id) + "/context", request.toJson()));
        return transport.send(call).expect(200).asRead(SessionContext::of);
    }
}
