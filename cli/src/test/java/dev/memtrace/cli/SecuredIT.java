package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.wire.Topics;
import dev.memtrace.standalone.UpAddress;
import dev.memtrace.testkit.ApiClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code up --secure}: what each of its services may do suffices, and a tenant may do no more. */
final class SecuredIT {
    private static final String MEMORY = "{\"agent_id\":\"a1\",\"content\":\"%s\"}";
    private static final Topics TOPICS = new Topics("memtrace");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir private static Path folder;
    private static Up up;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        up = Up.start(folder, "--secure");
        client = ApiClient.of(up.url()).withKey(ApiClient.KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        up.close();
    }

    private static CommandRun run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.toString()));
        return new Administrator(Map.of()).run(all.toArray(String[]::new));
    }

    /** Somebody who may write to an org's inbox. */
    private record Tenant(String org, String user, String password) {
        static Tenant of(String name) {
            var org = run("org", "create", name).done().line();
            var granted =
                    run(
                                    "org",
                                    "grant-producer",
                                    org,
                                    "--principal",
                                    "User:" + name,
                                    "--new-password")
                            .done()
                            .lines();
            assertThat(granted.getFirst()).isEqualTo("memtrace.inbox." + org);
            return new Tenant(org, name, granted.getLast());
        }

        Map<String, Object> properties() {
            return SecuredIT.properties(user, password);
        }

        ApiClient api() {
            var key = run("key", "create", "--org", org, "--name", "k").done().line();
            return ApiClient.of(up.url()).withKey(key);
        }

        String inbox() {
            return "memtrace.inbox." + org;
        }
    }

    private static Map<String, Object> anonymous() {
        var properties = new HashMap<String, Object>();
        properties.put("bootstrap.servers", UpAddress.in(folder).orElseThrow().bootstrapServers());
        properties.put("max.block.ms", PATIENCE.toMillis());
        properties.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        properties.put("request.timeout.ms", (int) PATIENCE.toMillis());
        return properties;
    }

    private static Map<String, Object> properties(String user, String password) {
        var properties = anonymous();
        properties.put("security.protocol", "SASL_PLAINTEXT");
        properties.put("sasl.mechanism", "SCRAM-SHA-512");
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(user, password));
        return properties;
    }

    private static void produce(Map<String, Object> kafka, String topic, String value)
            throws Exception {
        var text = new StringSerializer();
        try (var producer = new KafkaProducer<>(kafka, text, text)) {
            var _ = producer.send(new ProducerRecord<>(topic, value)).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static int count(ApiClient api) {
        return api.get("/api/v1/memories").body().path("count").asInt();
    }

    @Test
    void all_that_an_installation_does_is_among_the_rights_of_its_services() throws Exception {
        int before = count(client);
        assertThat(client.post("/api/v1/memories", MEMORY.formatted("one")).status())
                .isEqualTo(201);
        assertThat(client.post("/api/v1/memories", MEMORY.formatted("one")).status())
                .isEqualTo(409);
        assertThat(count(client)).isEqualTo(before + 1);
        var session = client.post("/api/v1/sessions", "{\"agent_id\":\"a1\"}");
        assertThat(session.status()).isEqualTo(201);
        var context = "/api/v1/sessions/" + session.body().path("id").asText() + "/context";
        assertThat(client.post(context, "{}").status()).isEqualTo(200);
        var later =
                client.post("/api/v1/memories", MEMORY.formatted("two"), "Prefer", "respond-async");
        assertThat(later.status()).isEqualTo(202);
        var status = "/api/v1/memories/" + later.body().path("id").asText() + "/status";
        Eventually.equal(1, () -> isStored(status) ? 1 : 0);
        assertThat(run("status").done().out()).contains("org_default");
        assertThat(run("audit", "--org", "org_default", "--since", "1h").done().out())
                .contains("missing");
        assertThat(run("rejected", "list").code()).isZero();
    }

    private static boolean isStored(String status) {
        return client.get(status).body().path("status").asText().equals("stored");
    }

    @Test
    void a_tenant_writes_to_its_own_inbox() throws Exception {
        var tenant = Tenant.of("tenant-own");

        produce(tenant.properties(), tenant.inbox(), MEMORY.formatted("mine"));
        produce(tenant.properties(), tenant.inbox(), "{}");

        try (var api = tenant.api()) {
            Eventually.equal(1, () -> count(api));
            Eventually.equal(1, () -> rejected(tenant.org()));
        }
    }

    private static int rejected(String org) {
        return run("rejected", "list", "--org", org, "--json")
                .done()
                .json()
                .path("rejected")
                .size();
    }

    @Test
    void a_tenant_writes_to_nobody_elses_topic() {
        var tenant = Tenant.of("tenant-write");
        var other = Tenant.of("tenant-other");
        var topics = new ArrayList<>(TOPICS.all());
        topics.add(other.inbox());
        topics.add("memtrace.inbox.org_default");
        topics.add("memtrace-dedup-first-seen-changelog");

        for (var topic : topics) {
            assertThatThrownBy(() -> produce(tenant.properties(), topic, MEMORY.formatted("x")))
                    .as(topic)
                    .isInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void a_tenant_reads_nothing_not_even_its_own_inbox() {
        var tenant = Tenant.of("tenant-read");
        var topics = new ArrayList<>(TOPICS.all());
        topics.add(tenant.inbox());
        topics.add("memtrace.inbox.org_default");
        topics.add("__consumer_offsets");

        var text = new StringDeserializer();
        for (var topic : topics) {
            try (var consumer = new KafkaConsumer<>(tenant.properties(), text, text)) {
                var partition = List.of(new TopicPartition(topic, 0));
                consumer.assign(partition);
                consumer.seekToBeginning(partition);
                assertThatThrownBy(() -> consumer.poll(PATIENCE))
                        .as(topic)
                        .isInstanceOf(TopicAuthorizationException.class);
            }
        }
    }

    @Test
    void a_tenant_sees_no_topic_but_its_inbox_and_makes_and_deletes_none() throws Exception {
        var tenant = Tenant.of("tenant-admin");
        try (var admin = Admin.create(tenant.properties())) {
            assertThat(admin.listTopics().names().get()).containsExactly(tenant.inbox());
            assertThatThrownBy(
                            () ->
                                    admin.createTopics(List.of(new NewTopic("mine", 1, (short) 1)))
                                            .all()
                                            .get())
                    .hasCauseInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() -> admin.deleteTopics(List.of(tenant.inbox())).all().get())
                    .hasCauseInstanceOf(AuthorizationException.class);
            assertThatThrownBy(
                            () -> admin.listConsumerGroupOffsets("memtrace-arc-sink").all().get())
                    .hasCauseInstanceOf(AuthorizationException.class);
        }
    }

    @Test
    void what_was_granted_can_be_revoked() throws Exception {
        var tenant = Tenant.of("tenant-revoked");
        produce(tenant.properties(), tenant.inbox(), MEMORY.formatted("before"));

        run("org", "revoke-producer", tenant.org(), "--principal", "User:tenant-revoked").done();

        assertThatThrownBy(
                        () ->
                                produce(
                                        tenant.properties(),
                                        tenant.inbox(),
                                        MEMORY.formatted("after")))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThat(
                        run(
                                        "org",
                                        "revoke-producer",
                                        tenant.org(),
                                        "--principal",
                                        "User:tenant-revoked")
                                .refusal())
                .contains("has no right on the inbox of " + tenant.org());
    }

    @Test
    void an_org_that_is_deleted_leaves_no_rights() {
        var tenant = Tenant.of("tenant-deleted");

        run("org", "delete", tenant.org(), "--yes").done();

        assertThat(
                        run(
                                        "org",
                                        "revoke-producer",
                                        tenant.org(),
                                        "--principal",
                                        "User:tenant-deleted")
                                .refusal())
                .contains("has no right");
    }

    @Test
    void who_does_not_log_in_gets_nowhere() {
        assertThatThrownBy(
                        () ->
                                produce(
                                        anonymous(),
                                        "memtrace.inbox.org_default",
                                        MEMORY.formatted("x")))
                .isInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
        assertThatThrownBy(
                        () ->
                                produce(
                                        properties("memtrace-ingest", "guessed"),
                                        "memtrace.inbox.org_default",
                                        MEMORY.formatted("x")))
                .isInstanceOf(SaslAuthenticationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"User:*", "tenant", "User:", "Group:x"})
    void a_principal_is_one_user(String principal) {
        assertThat(run("org", "grant-producer", "org_default", "--principal", principal).code())
                .isEqualTo(2);
    }

    @Test
    void the_services_own_users_are_not_handed_out() {
        assertThat(
                        run(
                                        "org",
                                        "grant-producer",
                                        "org_default",
                                        "--principal",
                                        "User:memtrace-sink",
                                        "--new-password")
                                .refusal())
                .contains("is one of memtrace's own services");
    }

    @Test
    void the_superusers_password_is_for_the_owner_of_the_data_directory_alone() throws Exception {
        var admin = UpAddress.in(folder).orElseThrow().admin().orElseThrow();

        assertThat(Files.getPosixFilePermissions(folder.resolve("kafka.address")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(up.process().lines()).noneMatch(line -> line.contains(admin.password()));
        try (var logs = Files.walk(folder.resolve("logs"))) {
            for (var log : logs.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(log)).doesNotContain(admin.password());
            }
        }
    }
}
