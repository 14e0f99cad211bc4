package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.memtrace.core.access.AccessControl;
import dev.memtrace.core.access.UserPrincipal;
import dev.memtrace.core.memory.OrgId;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes back what an {@link OrgGrantCommand} gave. */
abstract class OrgRevokeCommand extends AdminCommand {
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
    final void run(DirectoryAccess directory) {
        if (!revoke(directory.enforcedAccess(), org, principal)) {
            throw new CommandFailedException(
                    principal + " has no right on the " + thing() + " of " + org);
        }
        show(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("org_id", org.value())
                        .put("principal", principal.toString())
                        .put("revoked", true),
                List.of("revoked " + principal));
    }

    /** Returns whether there was anything to take. */
    abstract boolean revoke(AccessControl access, OrgId whose, UserPrincipal from);

    /** What it is about, in a word. */
    abstract String thing();
}
