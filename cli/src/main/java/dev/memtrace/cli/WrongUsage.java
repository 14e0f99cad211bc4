package dev.memtrace.cli;

import java.util.stream.Collectors;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a person is told whose command line is wrong: what is wrong, and where help is. */
final class WrongUsage {
    private static final int EXIT_CODE = 2;

    private WrongUsage() {}

    static int answer(ParameterException e, String[] arguments) {
        var line = e.getCommandLine();
        var err = line.getErr();
        err.println("memtrace: " + sentence(e));
        if (!line.getSubcommands().isEmpty()) {
            line.usage(err); // names what could have been meant
        } else {
            err.println("see " + line.getCommandSpec().qualifiedName() + " --help");
        }
        err.flush();
        return EXIT_CODE;
    }

    private static String sentence(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return e.getMessage();
        }
        var options =
                unmatched.getUnmatched().stream()
                        .filter(argument -> argument.startsWith("-"))
                        // What follows the = of a misspelt option may be a secret.
                        .map(argument -> argument.split("=", 2)[0])
                        .collect(Collectors.joining(", "));
        return options.isEmpty() ? unexpected(unmatched) : "unknown option " + options;
    }

    private static String unexpected(UnmatchedArgumentException e) {
        boolean takesSecrets = e.getCommandLine().getCommandSpec().findOption("--api-key") != null;
        return takesSecrets
                ? "too many arguments"
                : "unexpected argument " + String.join(" ", e.getUnmatched());
    }
}
