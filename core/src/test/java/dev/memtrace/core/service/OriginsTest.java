package dev.memtrace.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OriginsTest {
    @Test
    void a_page_may_call_from_the_origins_that_are_named_and_from_no_other() {
        var open = new Origins(Set.of("*"));
        var closed = new Origins(Set.of("https://a.example"));

        assertThat(open.allowed(Optional.of("https://b.example"))).contains("*");
        assertThat(closed.allowed(Optional.of("https://a.example"))).contains("https://a.example");
        assertThat(closed.allowed(Optional.of("https://b.example"))).isEmpty();
        assertThat(closed.allowed(Optional.empty())).isEmpty();
    }
}
