package dev.memtrace.client;

import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The register of agents, and what they did. Thread-safe. */
public final class Agents {
    private static final String PATH = "/api/v1/agents";
    private static final Pattern ID = Pattern.compile("agent_[0-9a-f]{24}");

    private final Transport transport;

    Agents(Transport transport) {
        this.transport = transport;
    }

    /**
     * Registers an agent; it is there for the next read. May be tried again, since each try carries
     * the same idempotency key.
     *
     * @throws ConflictException if another agent of the org has the name, with its id; or if the
     *     idempotency key was used for another name
     */
    public Agent create(NewAgent agent) {
        var key = agent.idempotencyKey().orElseGet(() -> UUID.randomUUID().toString());
        var call = Call.write("POST", PATH, agent.toJson()).with("Idempotency-Key", key);
        return transport.send(call).expect(201).as(Agent::of);
    }

    /**
     * A registered agent.
     *
     * @throws NotFoundException if no agent of the org has this id or name
     */
    public Agent get(String idOrName) {
        return get(idOrName, ReadOptions.STRONG).value();
    }

    /** The same, as fresh as is asked for. */
    public Read<Agent> get(String idOrName, ReadOptions options) {
        var call = options.asked(Call.read(path(idOrName)));
        return transport.send(call).expect(200).asRead(Agent::of);
    }

    private static String path(String idOrName) {
        return PATH + "/" + Query.part("idOrName", idOrName);
    }

    /**
     * Removes an agent from the register. Its memories and sessions stay, and its name is free
     * again.
     *
     * <p>By id this is tried again, and a try that does not find what an earlier one may have
     * removed is as good. By name it is not tried again once it may have arrived: meanwhile another
     * agent may have the name.
     *
     * @throws NotFoundException if no agent of the org has this id or name
     */
    public void delete(String idOrName) {
        boolean isId = ID.matcher(idOrName).matches();
        var repeat = isId ? Call.Repeat.ALWAYS : Call.Repeat.UNLESS_DONE;
        var answer = transport.send(Call.delete(path(idOrName), repeat));
        if (!(answer.status() == 404 && answer.mayBeRepeat())) {
            answer.expect(204);
        }
    }

    /** The newest 100 agents. */
    public Page<Agent> list() {
        return list(Paging.FIRST, ReadOptions.STRONG);
    }

    /** A page of the agents, newest first. */
    public Page<Agent> list(Paging paging, ReadOptions options) {
        var query = paging.requireNewestFirst().addTo(new Query(PATH));
        return transport
                .send(options.asked(Call.read(query)))
                .expect(200)
                .asPage("agents", Agent::of);
    }

    /** All agents, newest first, read page by page as the stream is consumed. */
    public Stream<Agent> listAll() {
        return Pages.all(Paging.FIRST, paging -> list(paging, ReadOptions.STRONG));
    }

    /**
     * What a registered agent did.
     *
     * @throws NotFoundException if no agent of the org has this id or name
     */
    public AgentStats stats(String idOrName) {
        return stats(idOrName, ReadOptions.STRONG).value();
    }

    /** The same, as fresh as is asked for. */
    public Read<AgentStats> stats(String idOrName, ReadOptions options) {
        var call = options.asked(Call.read(path(idOrName) + "/stats"));
        return transport.send(call).expect(200).asRead(AgentStats::of);
    }

    /**
     * A page of an agent's memories: of a registered one under its id and its name. Of the last 24
     * hours, unless the filter has a {@code since}.
     *
     * @param filter without an agent of its own
     */
    public Page<Memory> memories(
            String idOrName, MemoryFilter filter, Paging paging, ReadOptions options) {
        return Memories.page(
                transport, path(idOrName) + "/memories", filter.requireNoAgent(), paging, options);
    }

    /** The same, all of them, read page by page as the stream is consumed. */
    public Stream<Memory> allMemories(
            String idOrName, MemoryFilter filter, Paging from, ReadOptions options) {
        return Pages.all(from, paging -> memories(idOrName, filter, paging, options));
    }
}
