package dev.memtrace.cli;

import dev.memtrace.core.directory.Quota;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that limit what an org may do. */
final class QuotaOptions {
    private static final String NO_LIMIT = "no limit";

    @Option(
            names = "--memories-per-second",
            paramLabel = "N",
            converter = Converter.class,
            description = "memories it may write on each instance of ingest; 0 for no limit")
    private Optional<Integer> memories = Optional.empty();

    @Option(
            names = "--requests-per-second",
            paramLabel = "N",
            converter = Converter.class,
            description = "requests it may make to each instance of a service; 0 for no limit")
    private Optional<Integer> requests = Optional.empty();

    /** Reads a limit from the command line. */
    static final class Converter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            try {
                int number = Integer.parseInt(value);
                if (number >= 0 && number <= Quota.MAX) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Reported below, like a number out of range.
            }
            throw new TypeConversionException(
                    "'" + value + "' is not a whole number within 0.." + Quota.MAX);
        }
    }

    boolean areGiven() {
        return memories.isPresent() || requests.isPresent();
    }

    /** The quota that {@code now} becomes. */
    Quota over(Quota now) {
        return new Quota(
                memories.orElse(now.memoriesPerSecond()), requests.orElse(now.requestsPerSecond()));
    }

    /** In a few words. */
    static String text(Quota quota) {
        return quota.equals(Quota.NONE)
                ? NO_LIMIT
                : text(quota.memoriesPerSecond(), "memories")
                        + ", "
                        + text(quota.requestsPerSecond(), "requests");
    }

    private static String text(int limit, String what) {
        return limit == 0 ? NO_LIMIT + " of " + what : limit + " " + what + "/s";
    }
}
