package dev.memtrace.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KnownKeysTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void every_key_is_on_the_page_about_configuration() throws IOException {
        var page = Files.readString(PAGE);

        assertThat(KnownKeys.ALL)
                .allSatisfy(key -> assertThat(page).contains(KnownKeys.environmentName(key)));
        assertThat(KnownKeys.ALIASES.keySet()).allSatisfy(key -> assertThat(page).contains(key));
    }
}
