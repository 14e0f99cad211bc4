package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.FreePort;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client and servers that do not behave, over real connections. */
final class TransportIT {
    private static final NewMemory MEMORY =
            NewMemory.builder().agentId("a1").content("looked").build();
    private static final String PAGE = "{\"memories\":[],\"count\":0,\"has_more\":false}";
    private static final String BUSY = "{\"error\":\"too many requests wait\"}";
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Retries QUICK =
            new Retries(LONG, Duration.ofMillis(1), Duration.ofMillis(20));

    private OddServer server;
    private MemtraceClient client;

    @BeforeEach
    void start() throws IOException {
        server = OddServer.start();
        client = builder(server.uri()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static MemtraceClient.Builder builder(URI uri) {
        return MemtraceClient.builder().uri(uri).apiKey(ApiClient.KEY).retries(QUICK);
    }

    private Page<Memory> list() {
        return client.memories().list(MemoryFilter.ALL);
    }

    private <T extends Throwable> T failure(Class<T> type) {
        return catchThrowableOfType(type, this::list);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void what_may_pass_is_tried_again(int status) {
        server.then(OddServer.json(status, BUSY))
                .then(OddServer.json(status, "<html>Bad Gateway</html>"))
                .then(OddServer.json(200, PAGE));

        assertThat(list().items()).isEmpty();
        assertThat(server.asked()).hasSize(3);
    }

    @Test
    void the_pause_is_what_the_server_asks_for() {
        server.then(OddServer.json(503, BUSY, "Retry-After", "1")).then(OddServer.json(200, PAGE));

        list();

        var first = server.asked().getFirst();
        var second = server.asked().getLast();
        assertThat(Duration.ofNanos(second.at() - first.at()))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    @Test
    void a_quota_that_is_used_up_for_longer_than_a_call_may_take_fails_at_once() {
        var body = "{\"error\":\"used up\",\"quota\":\"memories_per_second\"}";
        server.then(OddServer.json(429, body, "Retry-After", "300"));

        var failure =
                catchThrowableOfType(
                        TooManyRequestsException.class, () -> client.memories().write(MEMORY));

        assertThat(failure).hasMessage("POST /api/v1/memories: 429: used up");
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(failure.quota()).contains("memories_per_second");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void a_date_to_try_again_at_is_understood() {
        server.then(OddServer.json(503, BUSY, "Retry-After", "Wed, 01 Jan 2200 00:00:00 GMT"));

        assertThat(failure(UnavailableException.class).retryAfter()).contains(Duration.ofDays(365));
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void an_org_without_a_store_gets_advice_and_no_second_try() {
        server.then(OddServer.json(503, "{\"error\":\"no arc\",\"hint\":\"ask an admin\"}"));

        var failure = failure(UnavailableException.class);

        assertThat(failure.hint()).contains("ask an admin");
        assertThat(failure.mayHaveBeenDone()).isFalse();
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void an_answer_that_is_lost_or_cut_is_asked_for_again() {
        server.then(OddServer.nothing())
                .then(OddServer.cutAfter("{\"memories\":["))
                .then(OddServer.json(200, PAGE));

        assertThat(list().items()).isEmpty();
        assertThat(server.asked()).hasSize(3);
    }

    @Test
    void a_server_that_hangs_is_given_up_after_all_tries_have_had_their_time() {
        server.then(server.hanging())
                .then(server.hangingAfter("{\"memories\":["))
                .then(server.hanging());
        var quick = QUICK.within(Duration.ofSeconds(1));
        try (var impatient =
                builder(server.uri()).timeout(Duration.ofMillis(300)).retries(quick).build()) {
            long begun = System.nanoTime();

            assertThatThrownBy(() -> impatient.memories().write(MEMORY))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.mayHaveBeenDone()).isTrue())
                    .hasMessageContaining("no answer within")
                    .hasMessageContaining("tries");
            assertThat(since(begun)).isBetween(Duration.ofMillis(600), Duration.ofSeconds(5));
            assertThat(server.asked()).hasSizeBetween(2, 5);
        }
    }

    @Test
    void nothing_is_tried_twice_if_that_is_not_wanted() {
        server.then(OddServer.nothing());
        try (var once = builder(server.uri()).retries(Retries.NONE).build()) {
            // Not with GET, which the JDK sends again by itself when a connection turns out closed.
            assertThatThrownBy(() -> once.memories().search(MemoryFilter.ALL))
                    .isInstanceOf(UnavailableException.class);
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void where_nothing_listens_nothing_was_done_and_a_call_waits_until_something_does()
            throws Exception {
        int port = FreePort.find();
        var uri = URI.create("http://127.0.0.1:" + port);
        try (var hasty = builder(uri).retries(Retries.NONE).build();
                var patient = builder(uri).build()) {
            assertThatThrownBy(() -> hasty.memories().write(MEMORY))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.mayHaveBeenDone()).isFalse())
                    .hasMessageContaining("nothing listens at " + uri);

            var waiting =
                    CompletableFuture.supplyAsync(() -> patient.memories().list(MemoryFilter.ALL));
            try (var late = OddServer.start(port)) {
                late.then(OddServer.json(200, PAGE));
                assertThat(waiting.get(20, TimeUnit.SECONDS).items()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | this is no JSON",
                "200 | {\"memories\":[{}],\"count\":1}",
                "200 | {\"memories\":7}",
                "200 | []",
                "200 | {} {}",
                "204 | {}",
                "404 | <html>not here</html>",
                "404 | {\"error\":\"no such path\"}",
                "302 | {}",
                "400 | <html>Bad Request</html>",
            })
    void an_answer_that_is_not_memtraces_is_not_understood_and_not_asked_for_again(
            int status, String body) {
        server.then(
                status == 204
                        ? exchange -> exchange.sendResponseHeaders(204, -1)
                        : OddServer.json(status, body, "Location", "http://localhost:1/"));

        assertThat(failure(AnswerNotUnderstoodException.class))
                .hasMessageStartingWith("GET /api/v1/memories: ");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void a_status_that_is_new_to_this_client_is_not_taken_for_another() {
        server.then(OddServer.json(200, "{\"id\":\"mem_1\",\"status\":\"sublimated\"}"));

        assertThatThrownBy(() -> client.memories().fate("mem_1"))
                .isInstanceOf(AnswerNotUnderstoodException.class)
                .hasMessageContaining("sublimated");
    }

    @Test
    void an_answer_over_the_limit_is_not_read_to_its_end() {
        server.then(OddServer.json(200, PAGE + " ".repeat(10_000)));
        try (var small = builder(server.uri()).answerBytesMax(1_000).build()) {
            assertThatThrownBy(() -> small.memories().list(MemoryFilter.ALL))
                    .isInstanceOf(AnswerNotUnderstoodException.class)
                    .hasMessageContaining("more than 1000 bytes");
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void the_servers_own_failure_is_told_and_not_asked_for_again() {
        server.then(OddServer.json(500, "{\"error\":\"internal error\"}"));

        assertThat(failure(ServerErrorException.class).status()).isEqualTo(500);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void a_body_that_is_too_large_for_the_server_is_told_by_its_status() {
        server.then(OddServer.json(413, "{\"error\":\"the body must be at most 9 bytes\"}"));

        assertThatThrownBy(() -> client.memories().write(MEMORY))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.status()).isEqualTo(413));
    }

    @Test
    void that_a_service_is_not_ready_is_an_answer() {
        server.then(OddServer.json(503, "{\"status\":\"not ready\"}"));

        assertThat(client.readiness(Side.READS).isReady()).isFalse();
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void who_is_over_quota_is_tried_again_even_where_nothing_may_be_done_twice() {
        server.then(OddServer.json(429, "{\"error\":\"used up\"}", "Retry-After", "0"))
                .then(OddServer.json(503, BUSY));

        assertThatThrownBy(() -> client.agents().delete("by name"))
                .isInstanceOf(UnavailableException.class);
        assertThat(server.asked())
                .extracting(OddServer.Asked::path)
                .containsExactly("/api/v1/agents/by%20name", "/api/v1/agents/by%20name");
    }

    @Test
    void an_interrupt_ends_a_call_and_stays_set() throws Exception {
        server.then(server.hanging());
        var calling =
                new FutureTask<>(
                        () -> {
                            assertThatThrownBy(this::list)
                                    .isInstanceOf(CallInterruptedException.class);
                            return Thread.currentThread().isInterrupted();
                        });
        var thread = Thread.startVirtualThread(calling);
        await().until(() -> !server.asked().isEmpty());

        thread.interrupt();

        assertThat(calling.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closing_ends_calls_that_are_under_way_and_refuses_new_ones() throws Exception {
        server.then(server.hanging());
        var calling = CompletableFuture.supplyAsync(() -> failure(UnavailableException.class));
        await().until(() -> !server.asked().isEmpty());

        client.close();

        assertThat(calling.get(10, TimeUnit.SECONDS)).hasMessageContaining("the client was closed");
        assertThatThrownBy(this::list)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the client is closed");
    }

    @Test
    void closing_ends_the_pause_before_another_try() throws Exception {
        server.then(OddServer.json(503, BUSY, "Retry-After", "15"));
        var calling = CompletableFuture.supplyAsync(() -> failure(IllegalStateException.class));
        await().until(() -> !server.asked().isEmpty());

        client.close();

        assertThat(calling.get(10, TimeUnit.SECONDS)).hasMessage("the client is closed");
    }

    @Test
    void the_key_is_in_no_message_and_not_in_what_a_client_says_of_itself() {
        var failures = new ArrayList<Throwable>();
        try (var once = builder(server.uri()).retries(Retries.NONE).build()) {
            for (int status : List.of(200, 400, 401, 403, 404, 409, 418, 429, 500, 503)) {
                server.then(OddServer.json(status, "{\"error\":\"e\",\"hint\":\"h\"}"));
                failures.add(searchFailure(once));
            }
            server.then(OddServer.nothing());
            failures.add(searchFailure(once));
        }

        assertThat(failures).hasSize(11).doesNotContainNull();
        for (var failure : failures) {
            for (var cause = failure; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain(ApiClient.KEY);
            }
        }
        assertThat(client.toString())
                .isEqualTo(
                        "MemtraceClient[writes to %1$s, reads from %1$s]".formatted(server.uri()));
    }

    private static MemtraceException searchFailure(MemtraceClient client) {
        return catchThrowableOfType(
                MemtraceException.class, () -> client.memories().search(MemoryFilter.ALL));
    }

    @Test
    void what_cannot_be_an_address_or_a_key_is_refused_without_showing_it() {
        for (var uri : List.of("ftp://a", "localhost:9100", "http://u:p@a", "http://a/?q=1", "/")) {
            assertThatThrownBy(() -> MemtraceClient.builder().uri(URI.create(uri)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("http://localhost:9100");
        }
        for (var key : List.of("", "mtk secret", "mtk_secret\r\nx: y", "mtk_s\u00e9cret")) {
            assertThatThrownBy(() -> MemtraceClient.builder().apiKey(key))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContainingAny("secret", "cret\r");
        }
        assertThatThrownBy(() -> MemtraceClient.builder().build())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void paths_go_behind_a_proxys_and_names_are_encoded() {
        server.then(OddServer.json(404, "{\"error\":\"agent not found\"}"));
        try (var behind = builder(URI.create(server.uri() + "/memtrace/")).build()) {
            assertThatThrownBy(() -> behind.agents().get("a/b +ü"))
                    .isInstanceOf(NotFoundException.class);
        }

        assertThat(server.asked())
                .extracting(OddServer.Asked::path)
                .containsExactly("/memtrace/api/v1/agents/a%2Fb%20%2B%C3%BC");
    }

    private static final List<Consumer<MemtraceClient>> WRONG =
            List.of(
                    it -> it.memories().writeAll(List.of()),
                    it -> it.memories().get(""),
                    it -> MemoryFilter.builder().agentId("").build(),
                    it -> MemoryFilter.builder().tags("a,b").build(),
                    it -> MemoryFilter.builder().minImportance(Double.NaN).build(),
                    it -> MemoryFilter.builder().since(Duration.ofSeconds(90)).build(),
                    it -> Paging.FIRST.after("c").offset(1),
                    it -> ReadOptions.strongWithin(Duration.ofMillis(1_500)),
                    it -> NewMemory.builder().agentId("a").build(),
                    it -> NewMemory.builder().agentId("a").content("\ud83d").build(),
                    it -> NewMemory.builder().agentId("a").content("c").importance(1.1).build(),
                    it -> new SessionChange(Optional.empty(), Map.of()),
                    it ->
                            it.agents()
                                    .list(
                                            Paging.FIRST.order(Order.OLDEST_FIRST),
                                            ReadOptions.STRONG));

    @Test
    void what_is_wrong_by_itself_is_refused_without_asking() {
        for (var wrong : WRONG) {
            assertThatThrownBy(() -> wrong.accept(client))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(server.asked()).isEmpty();
    }
}
