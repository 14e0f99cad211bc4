package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.access.AccessControl;
import dev.memtrace.core.access.Passwords;
import dev.memtrace.core.access.ServiceUser;
import dev.memtrace.core.access.UserPrincipal;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a user of Kafka's do something with a topic of an org's, and prints the topic. */
abstract class OrgGrantCommand extends AdminCommand {
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
            names = "--new-password",
            description =
                    "make him known to Kafka by SCRAM-SHA-512, or give him another password, and"
                            + " print it after the topic, this once")
    private boolean hasNewPassword;

    @Override
    final void run(DirectoryAccess directory) {
        var _ = OrgEntries.of(directory, org); // there is such an org
        var topics = directory.place().kafka().topics();
        requireForeign(topics);
        var access = directory.enforcedAccess();
        var topic = topic(org, topics);
        directory.requireTopic(topic);
        grant(access, org, principal);
        var json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("org_id", org.value())
                        .put("principal", principal.toString())
                        .put("topic", topic);
        addTo(json);
        var lines = new ArrayList<>(List.of(topic));
        if (hasNewPassword) {
            var password = Passwords.generate();
            access.setPassword(principal.name(), password);
            json.put("password", password);
            lines.add(password);
        }
        show(json, lines);
        say(principal + " may " + right());
        if (hasNewPassword) {
            say("his password is shown only this once; he logs in by SCRAM-SHA-512");
        }
    }

    /** Which topic it is about. */
    abstract String topic(OrgId whose, Topics topics);

    abstract void grant(AccessControl access, OrgId whose, UserPrincipal to);

    /** Words that follow "he may ". */
    abstract String right();

    /** Adds what else there is to tell a script. */
    void addTo(ObjectNode json) {
        // Nothing, for most.
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
