package dev.memtrace.cli;

import dev.memtrace.core.access.AccessControl;
import dev.memtrace.core.access.UserPrincipal;
import dev.memtrace.core.memory.OrgId;
import picocli.CommandLine.Command;

/** {@code memtrace org revoke-producer}. */
@Command(
        name = "revoke-producer",
        description =
                "Takes from a user of Kafka's what grant-producer gave him for this org. His password"
                        + " and his limit stay.",
        mixinStandardHelpOptions = true)
final class OrgRevokeProducerCommand extends OrgRevokeCommand {
    @Override
    boolean revoke(AccessControl access, OrgId whose, UserPrincipal from) {
        return access.revokeProducer(whose, from);
    }

    @Override
    String thing() {
        return "inbox";
    }
}
