package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.memtrace.core.access.UserPrincipal;
import dev.memtrace.core.memory.OrgId;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code memtrace org revoke-producer}. */
@Command(
        name = "revoke-producer",
        description =
                "Takes from a user of Kafka's what grant-producer gave him for this org. His password"
                        + " and his limit stay.",
        mixinStandardHelpOptions = true)
final class OrgRevokeProducerCommand extends AdminCommand {
    @Parameters(paramLabel = "ORG", converter = OrgIdConverter.class, description = "id of the org")
    private OrgId org;

    @Option(
            names = "--principal",
            required = true,
            paramLabel = "User:NAME",
            converter = PrincipalConverter.class,
            description = "who, as Kafka calls him")
    private UserPrincipal principal;

    @Override
    void run(DirectoryAccess directory) {
        if (!directory.enforcedAccess().revokeProducer(org, principal)) {
            throw new CommandFailedException(principal + " has no right on the inbox of " + org);
        }
        show(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("org_id", org.value())
                        .put("principal", principal.toString())
                        .put("revoked", true),
                List.of("revoked " + principal));
    }
}
