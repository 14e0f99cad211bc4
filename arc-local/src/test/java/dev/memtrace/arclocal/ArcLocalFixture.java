package dev.memtrace.arclocal;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server of its own for every test, with a directory that outlives it. */
abstract class ArcLocalFixture {
    static final long NOON = 1_787_400_000_000_000L; // 2026-08-22T12:00:00Z in microseconds

    @TempDir Path directory;
    ArcLocal arc;
    Wire wire;

    /** What a test class wants other than the defaults. */
    ArcLocalConfig configured(ArcLocalConfig config) {
        return config;
    }

    @BeforeEach
    final void start() {
        start(this::configured);
    }

    final void start(UnaryOperator<ArcLocalConfig> changes) {
        arc = ArcLocal.start(changes.apply(ArcLocalConfig.in(directory)));
        wire = new Wire(arc.uri());
    }

    final void restart() {
        stop();
        start();
    }

    @AfterEach
    final void stop() {
        wire.close();
        arc.close();
    }
}
