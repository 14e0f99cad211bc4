package dev.memtrace.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** Where the REST API is, and who asks. */
final class RestOptions {
    @Option(
            names = "--url",
            defaultValue = "${env:MEMTRACE_URL:-http://localhost:9100}",
            description = "where Memtrace is; default MEMTRACE_URL, or http://localhost:9100")
    private URI url;

    @Option(
            names = "--api-key",
            defaultValue = "${env:MEMTRACE_API_KEY:-}",
            description = "the key to ask with; default MEMTRACE_API_KEY")
    private String apiKey;

    /**
     * Without a slash at its end.
     *
     * @throws CommandFailedException if it is not one of HTTP
     */
    URI url() {
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                || url.getHost() == null) {
            throw new CommandFailedException(
                    "--url must be an address such as http://localhost:9100, got " + url);
        }
        return URI.create(url.toString().replaceFirst("/+$", ""));
    }

    /**
     * Empty if there is none.
     *
     * @throws CommandFailedException if no key looks like it
     */
    String apiKey() {
        var key = apiKey.strip();
        if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new CommandFailedException(
                    "--api-key contains characters that no key has, such as a space");
        }
        return key;
    }
}
