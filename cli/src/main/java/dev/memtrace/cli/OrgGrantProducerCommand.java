package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.memtrace.core.access.AccessControl;
import dev.memtrace.core.access.Passwords;
import dev.memtrace.core.access.ServiceUser;
import dev.memtrace.core.access.UserPrincipal;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code memtrace org grant-producer}. */
@Command(
        name = "grant-producer",
        description = {
            "Lets a user of Kafka's write to the org's inbox, and nothing else: WRITE and DESCRIBE on"
                    + " that topic, and a limit on what he may write a second. Prints the topic.",
            "A Kafka without an authorizer lets everybody; then nothing is changed, and it is an error."
        },
        mixinStandardHelpOptions = true)
final class OrgGrantProducerCommand extends AdminCommand {
    private static final long BYTES_MIN = 1_024;

    @Parameters(paramLabel = "ORG", converter = OrgIdConverter.class, description = "id of the org")
    private OrgId org;

    @Option(
            names = "--principal",
            required = true,
            paramLabel = "User:NAME",
            converter = PrincipalConverter.class,
            description = "who, as Kafka calls him")
    private UserPrincipal principal;

    @Option(
            names = "--bytes-per-second",
            paramLabel = "N",
            defaultValue = "5242880",
            description =
                    "what he may write to each broker, to all topics together; more is slowed down;"
                            + " default ${DEFAULT-VALUE}")
    private long bytesPerSecond;

    @Option(
            names = "--new-password",
            description =
                    "make him known to Kafka by SCRAM-SHA-512, or give him another password, and"
                            + " print it after the topic, this once")
    private boolean hasNewPassword;

    @Override
    void check() {
        if (bytesPerSecond < BYTES_MIN) {
            throw wrong(
                    "--bytes-per-second must be " + BYTES_MIN + " or more, got " + bytesPerSecond);
        }
    }

    @Override
    void run(DirectoryAccess directory) {
        var _ = OrgEntries.of(directory, org); // whose inbox it is
        var topics = directory.place().kafka().topics();
        requireForeign(topics);
        var access = directory.enforcedAccess();
        access.grantProducer(org, principal, bytesPerSecond);
        var json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("org_id", org.value())
                        .put("principal", principal.toString())
                        .put("topic", topics.inbox(org))
                        .put("bytes_per_second", bytesPerSecond);
        var lines = new ArrayList<>(List.of(topics.inbox(org)));
        if (hasNewPassword) {
            var password = newPassword(access);
            json.put("password", password);
            lines.add(password);
        }
        show(json, lines);
        say(principal + " may write to it, " + bytesPerSecond + " bytes a second to each broker");
        if (hasNewPassword) {
            say("his password is shown only this once; he logs in by SCRAM-SHA-512");
        }
    }

    private String newPassword(AccessControl access) {
        var password = Passwords.generate();
        access.setPassword(principal.name(), password);
        return password;
    }

    /** Our own services have what they need, and their passwords are not ours to change. */
    private void requireForeign(Topics topics) {
        boolean isOurs =
                Arrays.stream(ServiceUser.values())
                        .anyMatch(user -> user.username(topics).equals(principal.name()));
        if (isOurs) {
            throw new CommandFailedException(principal + " is one of memtrace's own services");
        }
    }
}
