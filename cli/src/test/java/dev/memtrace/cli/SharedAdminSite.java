package dev.memtrace.cli;

import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The site, and an Arc beside it, of all test classes that administer and need none of their own.
 * It starts when the first asks, and JUnit closes it after the last class of the run.
 */
record SharedAdminSite(AdminSite site, ArcLocal arc, Path folder) implements AutoCloseable {
    private static final Namespace NAMESPACE = Namespace.create(SharedAdminSite.class);

    static SharedAdminSite of(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(SharedAdminSite.class, _ -> start(), SharedAdminSite.class);
    }

    private static SharedAdminSite start() {
        try {
            var folder = Files.createTempDirectory("memtrace-admin-");
            return new SharedAdminSite(
                    AdminSite.open(folder, AdminFixture.class),
                    ArcLocal.start(
                            ArcLocalConfig.in(folder.resolve("arc"))
                                    .withToken(AdminFixture.ARC_TOKEN)),
                    folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        arc.close();
        site.close();
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
