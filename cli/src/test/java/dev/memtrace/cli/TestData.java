package dev.memtrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;

/** Files of memories with a known number of repeats. */
final class TestData {
    private TestData() {}

    /**
     * A file of {@code lines} memories of which {@code distinct} are different; the same one every
     * time.
     */
    static Path file(Path file, int lines, int distinct) throws IOException {
        var texts = new ArrayList<String>();
        for (int i = 0; i < lines; i++) {
            texts.add(
                    "{\"agent_id\":\"agent_%d\",\"session_id\":\"sess_%d\",\"content\":\"observation %d: %s\"}"
                            .formatted(
                                    i % distinct % 4,
                                    i % distinct % 13,
                                    i % distinct,
                                    "lorem ipsum ".repeat(i % distinct % 30)));
        }
        Collections.shuffle(texts, new Random(42));
        return Files.write(file, texts);
    }
}
