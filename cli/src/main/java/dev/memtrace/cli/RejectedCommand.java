package dev.memtrace.cli;

import picocli.CommandLine.Command;

/** {@code memtrace rejected}: what services could not take, and its way back. */
@Command(
        name = "rejected",
        description = {
            "Lists, shows and replays what was rejected: records that nobody could read, and memories"
                    + " that an Arc refused. Each is named by its offset on the rejected topic."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            RejectedListCommand.class,
            RejectedShowCommand.class,
            RejectedReplayCommand.class
        })
final class RejectedCommand {}
