package dev.memtrace.cli;

import dev.memtrace.core.access.AccessControl;
import dev.memtrace.core.access.UserPrincipal;
import dev.memtrace.core.memory.OrgId;
import picocli.CommandLine.Command;

/** {@code memtrace org revoke-consumer}. */
@Command(
        name = "revoke-consumer",
        description =
                "Takes from a user of Kafka's what grant-consumer gave him for this org. His password"
                        + " stays.",
        mixinStandardHelpOptions = true)
final class OrgRevokeConsumerCommand extends OrgRevokeCommand {
    @Override
    boolean revoke(AccessControl access, OrgId whose, UserPrincipal from) {
        return access.revokeConsumer(whose, from);
    }

    @Override
    String thing() {
        return "feed";
    }
}
