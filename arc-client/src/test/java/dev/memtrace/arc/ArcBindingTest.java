package dev.memtrace.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArcBindingTest {
    private static final URI URL = URI.create("http://arc:8000");

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "1a", "a-b", "a.b", "_a", "a b", "é"})
    void a_name_that_some_Arc_could_not_read_back_is_refused(String name) {
        assertThatThrownBy(() -> new ArcBinding(URL, name, "memories", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("database must be");
        assertThatThrownBy(() -> new ArcBinding(URL, "main", name, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("measurement must be");
    }

    @Test
    void the_token_is_not_in_its_text() {
        assertThat(new ArcBinding(URL, "main", "memories", "secret").toString())
                .doesNotContain("secret");
    }

    @Test
    void the_url_names_a_host() {
        assertThatThrownBy(() -> new ArcBinding(URI.create("arc"), "main", "memories", ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ArcBinding(URI.create("ftp://arc"), "main", "memories", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
