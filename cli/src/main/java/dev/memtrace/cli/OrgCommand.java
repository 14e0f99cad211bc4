package dev.memtrace.cli;

import picocli.CommandLine.Command;

/** {@code memtrace org}: the tenants. */
@Command(
        name = "org",
        description = "Makes, shows, limits and deletes orgs, and says where their memories go.",
        mixinStandardHelpOptions = true,
        subcommands = {
            OrgCreateCommand.class,
            OrgListCommand.class,
            OrgShowCommand.class,
            OrgQuotaCommand.class,
            OrgDeleteCommand.class,
            OrgAddArcCommand.class,
            OrgShowArcCommand.class,
            OrgRemoveArcCommand.class,
            OrgGrantProducerCommand.class,
            OrgRevokeProducerCommand.class,
            OrgGrantConsumerCommand.class,
            OrgRevokeConsumerCommand.class
        })
final class OrgCommand {}
