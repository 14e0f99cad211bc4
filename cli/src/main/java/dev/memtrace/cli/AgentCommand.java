package dev.memtrace.cli;

import picocli.CommandLine.Command;

/** {@code memtrace agent}. */
@Command(
        name = "agent",
        description = "Lists the registered agents of orgs.",
        mixinStandardHelpOptions = true,
        subcommands = AgentListCommand.class)
final class AgentCommand {}
