package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The REST API of Memtrace. One client serves a whole program: it is thread-safe, and keeps its
 * connections open until it is closed. All calls wait for their answer; virtual threads may make
 * many of them.
 *
 * <p>A call that fails throws a {@link MemtraceException}; before that it is tried again as {@link
 * Retries} allows, if it may be made twice. What callers give wrongly, and can be seen without
 * asking, is an {@link IllegalArgumentException}. Calls of a closed client are an {@link
 * IllegalStateException}.
 */
public final class MemtraceClient implements AutoCloseable {
    private final Transport transport;
    private final Memories memories;
    private final Agents agents;
    private final Sessions sessions;

    private MemtraceClient(Transport transport) {
        this.transport = transport;
        this.memories = new Memories(transport);
        this.agents = new Agents(transport);
        this.sessions = new Sessions(transport);
    }

    /** Begins one; an address must be given. */
    public static Builder builder() {
        return new Builder();
    }

    /** Writes memories and recalls them. */
    public Memories memories() {
        return memories;
    }

    /** The register of agents, and what they did. */
    public Agents agents() {
        return agents;
    }

    /** The register of sessions, and their history. */
    public Sessions sessions() {
        return sessions;
    }

    /** Where the org's memories are. Needs an admin key. */
    public Pipeline pipeline() {
        return transport.send(Call.read("/api/v1/admin/pipeline")).expect(200).as(Pipeline::of);
    }

    /**
     * What the service says of itself, as long as it lives. Needs no key. Is tried once.
     *
     * @throws UnavailableException if it does not live
     */
    public Health health(Side side) {
        return transport.send(Call.probe(side, "/health")).expect(200).as(Health::of);
    }

    /**
     * Whether the service would serve requests. Needs no key. Is tried once.
     *
     * @throws UnavailableException if it does not live
     */
    public Readiness readiness(Side side) {
        return transport.send(Call.probe(side, "/ready")).expect(200, 503).as(Readiness::of);
    }

    /** The figures of the service's process, as Prometheus reads them. Needs no key. */
    public String metrics(Side side) {
        return transport.send(Call.probe(side, "/metrics")).expect(200).text();
    }

    /** The description of the API that the service serves, OpenAPI 3.1 in YAML. Needs no key. */
    public String openApi(Side side) {
        return transport.send(Call.probe(side, "/openapi.yaml")).expect(200).text();
    }

    /**
     * Closes its connections. Calls that are under way fail, and feeds end; what they asked for may
     * be done all the same.
     */
    @Override
    public void close() {
        transport.close();
    }

    /** Where it goes to; not the key. */
    @Override
    public String toString() {
        var settings = transport.settings();
        return "MemtraceClient[writes to %s, reads from %s]"
                .formatted(settings.base(Side.WRITES), settings.base(Side.READS));
    }

    /** Gathers the settings of a {@link MemtraceClient}. One thread. */
    public static final class Builder {
        URI writes;
        URI reads;
        Optional<String> apiKey = Optional.empty();
        Duration connectTimeout = Duration.ofSeconds(5);
        Duration timeout = Duration.ofSeconds(30);
        Retries retries = Retries.DEFAULT;
        long answerBytesMax = 256L * 1024 * 1024;
        Consumer<HttpClient.Builder> http = _ -> {};

        private Builder() {}

        /**
         * Where Memtrace is, such as {@code http://localhost:9100}; a path may follow, if a proxy
         * wants one.
         *
         * @throws IllegalArgumentException if it is not an address of HTTP
         */
        public Builder uri(URI uri) {
            return writesTo(uri).readsFrom(uri);
        }

        /** Where ingest-api is, if the two sides have different addresses. */
        public Builder writesTo(URI uri) {
            this.writes = ClientSettings.checked("the address of writes", uri);
            return this;
        }

        /** Where query-api is, if the two sides have different addresses. */
        public Builder readsFrom(URI uri) {
            this.reads = ClientSettings.checked("the address of reads", uri);
            return this;
        }

        /**
         * The key of the org, {@code mtk_...}; none by default, as for a server that asks for none.
         *
         * @throws IllegalArgumentException if no key looks like it
         */
        public Builder apiKey(String apiKey) {
            if (apiKey.isEmpty() || !apiKey.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new IllegalArgumentException(
                        "the API key is empty, or has characters that no key has, such as a space");
            }
            this.apiKey = Optional.of(apiKey);
            return this;
        }

        /** How long to wait for a connection; 5 seconds by default. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = requirePositive("connectTimeout", connectTimeout);
            return this;
        }

        /**
         * How long to wait for a whole answer, in each try; 30 seconds by default. What a read may
         * wait by {@link ReadOptions#waitMax} comes on top.
         */
        public Builder timeout(Duration timeout) {
            this.timeout = requirePositive("timeout", timeout);
            return this;
        }

        /** How often to try again; {@link Retries#DEFAULT} by default. */
        public Builder retries(Retries retries) {
            this.retries = requireNonNull(retries, "retries");
            return this;
        }

        /**
         * How many bytes an answer may have; 256 MiB by default. A page of 1,000 memories of the
         * largest kind has more.
         */
        public Builder answerBytesMax(long answerBytesMax) {
            if (answerBytesMax < 1) {
                throw new IllegalArgumentException(
                        "answerBytesMax must be at least 1, got " + answerBytesMax);
            }
            this.answerBytesMax = answerBytesMax;
            return this;
        }

        /**
         * Sets what else the connections need, such as an {@code SSLContext} or a proxy. Redirects
         * are never followed.
         */
        public Builder http(Consumer<HttpClient.Builder> http) {
            this.http = requireNonNull(http, "http");
            return this;
        }

        private static Duration requirePositive(String name, Duration duration) {
            if (!duration.isPositive()) {
                throw new IllegalArgumentException(name + " must be more than zero");
            }
            return duration;
        }

        /**
         * The client. Nothing is sent before its first call.
         *
         * @throws IllegalStateException if an address is missing
         */
        public MemtraceClient build() {
            if (writes == null || reads == null) {
                throw new IllegalStateException("give uri, or writesTo and readsFrom");
            }
            return new MemtraceClient(new Transport(new ClientSettings(this)));
        }
    }
}
