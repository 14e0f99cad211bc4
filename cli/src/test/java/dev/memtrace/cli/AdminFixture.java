package dev.memtrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.arclocal.ArcLocal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands that administer, against a Kafka that they are told of.
 *
 * <p>The classes share one site, which takes longer to start than some of them to run. A test
 * therefore makes orgs of its own.
 */
abstract class AdminFixture {
    static final String ARC_TOKEN = "arc-token-that-nobody-shall-see";

    @TempDir static Path folder;

    static AdminSite site;
    static ArcLocal arc;
    static Administrator admin;

    @RegisterExtension
    static final BeforeAllCallback SHARED =
            context -> {
                var shared = SharedAdminSite.of(context);
                site = shared.site();
                arc = shared.arc();
                admin = site.administrator();
            };

    static List<String> fields(JsonNode json) {
        return StreamSupport.stream(((Iterable<String>) json::fieldNames).spliterator(), false)
                .toList();
    }

    static Path tokenFile() throws IOException {
        return Files.writeString(folder.resolve("token"), ARC_TOKEN + "\n");
    }
}
