package dev.memtrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code memtrace import}: sends a file of memories through the REST API. */
@Command(
        name = "import",
        description = "Sends memories, one JSON create-request per line, through the REST API.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE|-", description = "newline-delimited JSON; - for standard input")
    private String file;

    @Mixin private RestOptions rest;

    @Option(
            names = "--batch",
            defaultValue = "500",
            description = "memories per request; default ${DEFAULT-VALUE}")
    private int batch;

    @Option(
            names = "--from-start",
            description = "forget how far an interrupted import of this file came")
    private boolean fromStart;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Logging.quiet();
        if (batch < 1 || batch > 10_000) {
            throw new CommandFailedException("--batch must be within 1..10000, got " + batch);
        }
        var out = spec.commandLine().getOut();
        try (var api = new RestApi(rest.url(), rest.apiKey());
                var progress = new ImportProgress(out, ImportProgress.isTerminal())) {
            var tally =
                    file.equals("-")
                            ? fromStandardInput(api, progress)
                            : fromFile(Path.of(file), api, progress);
            progress.finish(tally);
            return tally.rejected() > 0 ? 1 : 0;
        }
    }

    private ImportTally fromStandardInput(RestApi api, ImportProgress progress) throws IOException {
        var lines = new NumberedLines(System.in);
        return new Importer(api, batch, progress, ImportCheckpoint.none())
                .run(lines, ImportTally.NOTHING);
    }

    private ImportTally fromFile(Path path, RestApi api, ImportProgress progress)
            throws IOException {
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new CommandFailedException("cannot read " + path);
        }
        var checkpoint = ImportCheckpoint.of(path, rest.url(), rest.apiKey());
        var done = fromStart ? ImportTally.NOTHING : checkpoint.resumable(api);
        progress.expect(Files.size(path));
        try (var lines = new NumberedLines(Files.newInputStream(path))) {
            if (done.lines() > 0) {
                progress.say(
                        "resuming after line " + done.lines() + " (--from-start begins again)");
                lines.skip(done.lines());
            }
            var tally = new Importer(api, batch, progress, checkpoint).run(lines, done);
            checkpoint.clear();
            return tally;
        }
    }
}
