package dev.memtrace.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The Memtrace of all test classes that need none of their own. It starts when the first asks, and
 * JUnit closes it after the last class of the run.
 */
record SharedDeployment(Deployment deployment, Path folder) implements AutoCloseable {
    private static final Namespace NAMESPACE = Namespace.create(SharedDeployment.class);

    static SharedDeployment of(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(SharedDeployment.class, _ -> start(), SharedDeployment.class);
    }

    private static SharedDeployment start() {
        try {
            var folder = Files.createTempDirectory("memtrace-");
            return new SharedDeployment(Deployment.start(folder), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        deployment.close();
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
