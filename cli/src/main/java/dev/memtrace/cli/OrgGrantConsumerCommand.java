package dev.memtrace.cli;

import dev.memtrace.core.access.AccessControl;
import dev.memtrace.core.access.UserPrincipal;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.Topics;
import picocli.CommandLine.Command;

/** {@code memtrace org grant-consumer}. */
@Command(
        name = "grant-consumer",
        description = {
            "Lets a user of Kafka's read the org's feed, and nothing else: READ and DESCRIBE on that"
                    + " topic, and READ on groups whose names begin with its name and a dot. Prints the topic.",
            "Feeds are there with feeds.per_org = true. A Kafka without an authorizer lets everybody;"
                    + " then nothing is changed, and it is an error."
        },
        mixinStandardHelpOptions = true)
final class OrgGrantConsumerCommand extends OrgGrantCommand {
    @Override
    String topic(OrgId whose, Topics topics) {
        return topics.feed(whose);
    }

    @Override
    void grant(AccessControl access, OrgId whose, UserPrincipal to) {
        access.grantConsumer(whose, to);
    }

    @Override
    String right() {
        return "read it, in groups whose names begin with its name and a dot";
    }
}
