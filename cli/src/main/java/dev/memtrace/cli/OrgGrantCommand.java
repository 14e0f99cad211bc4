package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.access.AccessControl;
import dev.memtrace.core.access.Passwords;
import dev.memtrace.core.access.UserPrincipal;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.Topics;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a user of Kafka's do something with a topic of an org's, and prints the topic. */
abstract class OrgGrantCommand extends AdminCommand {
    /** What the names of services and administrators begin with, in all that we set up. */
    private static final String OURS = "memtrace-";

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
                    "make him known to Kafka by SCRAM-SHA-512, and print his password after the topic,"
                            + " this once")
    private boolean hasNewPassword;

    @Option(
            names = "--replace-password",
            description = "the same for one who has a password, which is good for nothing then")
    private boolean hasOtherPassword;

    @Override
    final void run(DirectoryAccess directory) {
        var _ = OrgEntries.of(directory, org); // there is such an org
        var topics = directory.place().kafka().topics();
        requireForeign(directory.place().kafka());
        var access = directory.enforcedAccess();
        if (hasNewPassword || hasOtherPassword) {
            requireAsSaid(directory.users().isKnown(principal.name()));
        }
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
        if (hasNewPassword || hasOtherPassword) {
            var password = Passwords.generate();
            directory.users().setPassword(principal.name(), password);
            json.put("password", password);
            lines.add(password);
        }
        show(json, lines);
        say(principal + " may " + right());
        if (hasNewPassword || hasOtherPassword) {
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

    /** Two who want to be called alike must not get each other's rights. */
    private void requireAsSaid(boolean isKnown) {
        if (hasNewPassword && isKnown) {
            throw new CommandFailedException(
                    principal
                            + " has a password already; leave out --new-password if it is the same"
                            + " person, or give him another one by --replace-password");
        }
        if (hasOtherPassword && !isKnown) {
            throw new CommandFailedException(
                    principal + " has no password yet; --new-password gives him one");
        }
    }

    /** Our own services have what they need, and whoever had their names would be one of them. */
    private void requireForeign(KafkaConfig kafka) {
        var name = principal.name();
        boolean isOurs =
                name.startsWith(OURS)
                        || name.startsWith(kafka.topics().prefix() + "-")
                        || kafka.security()
                                .login()
                                .filter(it -> it.username().equals(name))
                                .isPresent();
        if (isOurs) {
            throw new CommandFailedException(
                    principal
                            + " is, or could be, one of memtrace's own users; choose another name");
        }
    }
}
