package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.memtrace.core.access.AccessControl;
import dev.memtrace.core.access.Rights;
import dev.memtrace.core.access.ServiceUser;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.feeds.FeedConfig;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code memtrace kafka secure}: may be run any number of times, before and beside the services.
 */
@Command(
        name = "secure",
        description = {
            "Makes the topics, and lets each service do on Kafka what it needs and nothing else.",
            "Wants to be somebody who may do everything: kafka.username and kafka.password. Each"
                    + " service is a user of its own, memtrace-ingest and so on, and gets the password"
                    + " that kafka_passwords names for it; those without keep theirs, or log in"
                    + " otherwise. Rights that such a user has beside ours are taken away. Set feeds.per_org as"
                    + " inbox-stream has it."
        },
        mixinStandardHelpOptions = true)
final class KafkaSecureCommand implements Runnable {
    @Mixin private AdminOptions options;
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        Logging.quiet();
        var settings = Settings.load(options.environment());
        var kafka = KafkaConfig.from(settings);
        var passwords = new EnumMap<ServiceUser, String>(ServiceUser.class);
        for (var user : ServiceUser.values()) {
            settings.optionalText("kafka_passwords." + user.service())
                    .ifPresent(password -> passwords.put(user, password));
        }
        boolean hasFeeds = FeedConfig.from(settings).isPerOrg();
        settings.throwIfAnyProblem();
        new TopicProvisioner(kafka).provision();
        try (var admin = Admin.create(kafka.clientProperties())) {
            var access = new AccessControl(admin, kafka);
            if (!access.isEnforced()) {
                throw new CommandFailedException(noAuthorizer(kafka));
            }
            access.admit(passwords, hasFeeds);
        }
        show(kafka.topics(), passwords, hasFeeds);
    }

    /** What to say of a Kafka that lets everybody do everything. */
    static String noAuthorizer(KafkaConfig kafka) {
        return "the Kafka at "
                + kafka.bootstrapServers()
                + " has no authorizer: whoever reaches it may do everything, and rights mean nothing; set"
                + " its authorizer.class.name";
    }

    private void show(Topics topics, Map<ServiceUser, String> passwords, boolean hasFeeds) {
        var json = JsonNodeFactory.instance.objectNode();
        var users = json.putArray("users");
        var table = new Table("USER", "RIGHTS", "PASSWORD");
        for (var user : ServiceUser.values()) {
            int rights = Rights.of(user, topics, hasFeeds).size();
            boolean hasPassword = passwords.containsKey(user);
            users.addObject()
                    .put("user", user.username(topics))
                    .put("rights", rights)
                    .put("password_set", hasPassword);
            table.row(
                    user.username(topics),
                    String.valueOf(rights),
                    hasPassword ? "set" : "as it was");
        }
        var out = spec.commandLine().getOut();
        if (options.json()) {
            out.println(new String(Json.bytes(json), StandardCharsets.UTF_8));
        } else {
            table.lines().forEach(out::println);
        }
        out.flush();
    }
}
