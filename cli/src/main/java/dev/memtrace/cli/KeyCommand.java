package dev.memtrace.cli;

import picocli.CommandLine.Command;

/** {@code memtrace key}: what opens an org to its clients. */
@Command(
        name = "key",
        description = "Makes, lists and revokes the API keys of orgs.",
        mixinStandardHelpOptions = true,
        subcommands = {KeyCreateCommand.class, KeyListCommand.class, KeyRevokeCommand.class})
final class KeyCommand {}
