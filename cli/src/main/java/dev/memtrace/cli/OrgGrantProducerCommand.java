package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.access.AccessControl;
import dev.memtrace.core.access.ByteRate;
import dev.memtrace.core.access.UserPrincipal;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code memtrace org grant-producer}. */
@Command(
        name = "grant-producer",
        description = {
            "Lets a user of Kafka's write to the org's inbox, and nothing else: WRITE and DESCRIBE on"
                    + " that topic, and a limit on what he may write a second. Prints the topic.",
            "A Kafka without an authorizer lets everybody; then nothing is changed, and it is an error."
        },
        mixinStandardHelpOptions = true)
final class OrgGrantProducerCommand extends OrgGrantCommand {
    private static final long BYTES_MIN = 1_024;
    private static final long BYTES_DEFAULT = 5 * 1_024 * 1_024;

    @Option(
            names = "--bytes-per-second",
            paramLabel = "N",
            description =
                    "what he may write to each broker, to all topics together; more is slowed down;"
                            + " 5242880 for who has no limit yet")
    private Long bytesPerSecond;

    private long limit;

    @Override
    void check() {
        if (bytesPerSecond != null && bytesPerSecond < BYTES_MIN) {
            throw wrong(
                    "--bytes-per-second must be " + BYTES_MIN + " or more, got " + bytesPerSecond);
        }
    }

    @Override
    String topic(OrgId whose, Topics topics) {
        return topics.inbox(whose);
    }

    @Override
    void grant(AccessControl access, OrgId whose, UserPrincipal to) {
        limit =
                access.grantProducer(
                        whose,
                        to,
                        bytesPerSecond == null
                                ? new ByteRate(BYTES_DEFAULT, false)
                                : new ByteRate(bytesPerSecond, true));
    }

    @Override
    String right() {
        return "write to it, " + limit + " bytes a second to each broker";
    }

    @Override
    void addTo(ObjectNode json) {
        json.put("bytes_per_second", limit);
    }
}
