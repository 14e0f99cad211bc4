package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The ways in which an Arc's key can be given. */
final class ArcKeyOptions {
    private static final int BYTES_MAX = 4_096;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description =
                    "the Arc's key; others on this machine can see a command line, so prefer"
                            + " --api-key-file")
    private String key;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE|-",
            description = "a file that holds the Arc's key and nothing else; - for standard input")
    private String file;

    /**
     * The key; empty if the Arc wants none.
     *
     * @param wrong makes the exception for what is wrong about the options
     */
    Optional<Secret> read(Function<String, ParameterException> wrong) {
        if (key != null && file != null) {
            throw wrong.apply("--api-key and --api-key-file: give one of them");
        }
        if (key == null && file == null) {
            return Optional.empty();
        }
        var text = (key != null ? key : content()).strip();
        var option = key != null ? "--api-key" : "--api-key-file";
        if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw wrong.apply(option + ": a key is ASCII, without spaces, and not empty");
        }
        return Optional.of(new Secret(text));
    }

    private String content() {
        try (var in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
            return new String(limited(in), UTF_8);
        } catch (IOException e) {
            throw new CommandFailedException("the file of --api-key-file cannot be read");
        }
    }

    private static byte[] limited(InputStream in) throws IOException {
        var bytes = in.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
            throw new CommandFailedException(
                    "the file of --api-key-file has more than " + BYTES_MAX + " bytes");
        }
        return bytes;
    }
}
