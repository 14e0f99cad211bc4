package dev.memtrace.cli;

import picocli.CommandLine.Command;

/** {@code memtrace keygen}. */
@Command(
        name = "keygen",
        description = "Makes keys for an installation.",
        mixinStandardHelpOptions = true,
        subcommands = {KeygenMasterCommand.class, KeygenComposeCommand.class})
final class KeygenCommand {}
