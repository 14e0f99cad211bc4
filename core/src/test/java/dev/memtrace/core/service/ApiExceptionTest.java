package dev.memtrace.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiExceptionTest {
    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT0.000001S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT1.9S, 2"})
    void nobody_is_told_to_come_back_too_early(Duration wait, long seconds) {
        var refusal = ApiException.overloaded("full", wait);

        assertThat(refusal.retryAfterSeconds()).hasValue(seconds);
    }

    @ParameterizedTest
    @CsvSource({"INVALID", "NOT_FOUND", "INTERNAL"})
    void where_coming_back_does_not_help_nothing_is_said_of_it(ApiError error) {
        assertThat(new ApiException(error, "no").retryAfterSeconds()).isEmpty();
    }
}
