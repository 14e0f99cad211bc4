package dev.memtrace.cli;

import dev.memtrace.core.config.ConfigurationException;
import dev.memtrace.core.directory.DirectoryException;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.CannotStartException;
import dev.memtrace.core.service.PortInUseException;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.UnfitTopicException;
import dev.memtrace.kafkalocal.EmbeddedKafkaException;
import java.util.Map;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's entry. */
@Command(
        name = "memtrace",
        description = "A memory layer for fleets of AI agents.",
        mixinStandardHelpOptions = true,
        version = "memtrace 0.1.0",
        subcommands = {
            UpCommand.class,
            ServeCommand.class,
            ImportCommand.class,
            TailCommand.class,
            BenchCommand.class,
            OrgCommand.class,
            KeyCommand.class,
            AgentCommand.class,
            SessionCommand.class,
            StatusCommand.class,
            KeygenCommand.class,
            KafkaCommand.class,
            RejectedCommand.class,
            AuditCommand.class,
            PracticeCommand.class
        })
public final class MemtraceMain {
    private MemtraceMain() {}

    public static void main(String[] args) {
        System.exit(commandLine(System.getenv()).execute(args));
    }

    /** The whole command line, for whom {@code environment} holds. */
    static CommandLine commandLine(Map<String, String> environment) {
        return new CommandLine(new MemtraceMain(), new Commands(environment))
                .setParameterExceptionHandler(WrongUsage::answer)
                .setExecutionExceptionHandler(
                        (e, line, _) -> {
                            line.getErr().println("memtrace: " + sentence(e));
                            return 1;
                        });
    }

    /** What a person needs to know; the log has the rest. */
    private static String sentence(Exception e) {
        return switch (e) {
            case CannotStartException _,
                    ConfigurationException _,
                    DirectoryException _,
                    EmbeddedKafkaException _,
                    KafkaUnavailableException _,
                    PortInUseException _,
                    UnfitTopicException _,
                    ApiException _,
                    CommandFailedException _ ->
                    e.getMessage();
            default -> {
                LoggerFactory.getLogger(MemtraceMain.class).error("command failed", e);
                yield "failed unexpectedly: "
                        + e.getClass().getSimpleName()
                        + "; the log has the details";
            }
        };
    }
}
