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
        up = Up.start(folder, Map.of("MEMTRACE_FEEDS_PER_ORG", "true"), "--secure");
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

    @ParameterizedTest
    @ValueSource(strings = {"memtrace-sink", "memtrace-admin", "memtrace-node", "memtrace-x"})
    void our_own_users_are_not_handed_out(String user) {
        assertThat(grant("producer", "org_default", user, "--new-password").refusal())
                .contains("is, or could be, one of memtrace's own users");
    }

    private static CommandRun grant(String what, String org, String user, String... more) {
        var arguments =
                new ArrayList<>(
                        List.of("org", "grant-" + what, org, "--principal", "User:" + user));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void nobody_gets_the_password_of_another_who_is_called_alike() throws Exception {
        var tenant = Tenant.of("tenant-name");

        assertThat(grant("producer", "org_default", tenant.user(), "--new-password").refusal())
                .contains("has a password already");
        produce(tenant.properties(), tenant.inbox(), MEMORY.formatted("as before"));
        assertThat(grant("producer", tenant.org(), "tenant-nobody", "--replace-password").refusal())
                .contains("has no password yet");

        var other =
                grant("producer", tenant.org(), tenant.user(), "--replace-password")
                        .done()
                        .lines()
                        .getLast();
        produce(properties(tenant.user(), other), tenant.inbox(), MEMORY.formatted("with another"));
    }

    @Test
    void a_limit_stays_until_another_one_is_asked_for() {
        var org = run("org", "create", "Limited").done().line();

        assertThat(limit(grant("producer", org, "limited"))).isEqualTo(5_242_880);
        assertThat(limit(grant("producer", org, "limited", "--bytes-per-second", "9000")))
                .isEqualTo(9_000);
        assertThat(limit(grant("producer", org, "limited"))).isEqualTo(9_000);
    }

    private static int limit(CommandRun granted) {
        var words = granted.done().err();
        return Integer.parseInt(words.replaceAll("(?s).*, ([0-9]+) bytes a second.*", "$1"));
    }

    @Test
    void a_consumer_reads_the_feed_of_its_org_and_no_other() {
        var tenant = Tenant.of("tenant-feed");
        var other = Tenant.of("tenant-feed-2");
        var feed = "memtrace.feed." + tenant.org();
        Eventually.equal(0, () -> grant("consumer", tenant.org(), tenant.user()).code());
        try (var api = tenant.api()) {
            assertThat(api.post("/api/v1/memories", MEMORY.formatted("fed")).status())
                    .isEqualTo(201);
        }

        assertThat(readOne(tenant, feed, feed + ".dashboard")).contains("fed");
        for (var topic : List.of("memtrace.feed." + other.org(), TOPICS.accepted())) {
            assertThatThrownBy(() -> readOne(tenant, topic, feed + ".dashboard"))
                    .as(topic)
                    .isInstanceOf(AuthorizationException.class);
        }
        assertThatThrownBy(() -> readOne(tenant, feed, "memtrace-arc-sink"))
                .isInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> readOne(tenant, feed, feed + "2"))
                .isInstanceOf(AuthorizationException.class);
    }

    /** The first value of a topic, as a member of a group. */
    private static String readOne(Tenant tenant, String topic, String group) {
        var properties = new HashMap<>(tenant.properties());
        properties.put("group.id", group);
        properties.put("auto.offset.reset", "earliest");
        properties.put("isolation.level", "read_committed");
        var text = new StringDeserializer();
        try (var consumer = new KafkaConsumer<>(properties, text, text)) {
            consumer.subscribe(List.of(topic));
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    return record.value();
                }
            }
            return "nothing";
        }
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
