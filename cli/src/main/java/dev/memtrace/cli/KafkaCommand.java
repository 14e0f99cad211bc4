package dev.memtrace.cli;

import picocli.CommandLine.Command;

/** {@code memtrace kafka}: the cluster itself. */
@Command(
        name = "kafka",
        description = "Makes a Kafka cluster ready for the services.",
        mixinStandardHelpOptions = true,
        subcommands = KafkaSecureCommand.class)
final class KafkaCommand {}
