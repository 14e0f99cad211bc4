package dev.memtrace.core.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "-1e400",
                "1e-400",
                "0.1234567890123456789012345678901234567890",
                "12345678901234567890123456789012345678901234567890",
                "1.50",
                "100.0",
                "1e999999999",
                "1e-999999999",
            })
    void a_number_is_written_as_the_number_that_was_read(String number) throws Exception {
        var read = Json.MAPPER.readTree("{\"n\":" + number + "}");

        var written = new String(Json.bytes(read), UTF_8);

        var digits = written.substring("{\"n\":".length(), written.length() - 1);
        assertThat(new BigDecimal(digits)).isEqualTo(new BigDecimal(number));
        assertThat(read.toString()).isEqualTo(written);
        assertThat(Json.MAPPER.readTree(written)).isEqualTo(read);
    }

    /** Written out, such a number would need all memory and more than the time there is. */
    @Timeout(30)
    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999", "1e-999999999", "9.9e2147483646"})
    void what_is_asked_of_the_numbers_of_a_body_takes_no_time_however_large_they_are(String number)
            throws Exception {
        var value = Json.MAPPER.readTree(number);

        assertThat(value.isNumber()).isTrue();
        assertThat(value.isIntegralNumber()).isFalse();
        assertThat(value.doubleValue())
                .isIn(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0);
        assertThat(value.asText()).hasSizeLessThan(20);
        assertThat(value.hashCode()).isEqualTo(Json.MAPPER.readTree(number).hashCode());
    }
}
