package dev.memtrace.cli;

import picocli.CommandLine.Command;

/** {@code memtrace session}. */
@Command(
        name = "session",
        description = "Lists the registered sessions of orgs.",
        mixinStandardHelpOptions = true,
        subcommands = SessionListCommand.class)
final class SessionCommand {}
