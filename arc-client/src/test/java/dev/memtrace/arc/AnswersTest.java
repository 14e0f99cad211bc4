package dev.memtrace.arc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arc.WriteOutcome.Accepted;
import dev.memtrace.arc.WriteOutcome.Refused;
import dev.memtrace.arc.WriteOutcome.TryLater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {
    private static final String SECRET = "the-content";

    @Test
    void only_204_is_accepted() {
        assertThat(WriteAnswers.outcome(204, "")).isEqualTo(new Accepted());
        assertThat(WriteAnswers.outcome(200, "")).isInstanceOf(TryLater.class);
        assertThat(WriteAnswers.outcome(302, "")).isInstanceOf(TryLater.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 502, 503, 504, 599})
    void what_passes_is_tried_later(int status) {
        assertThat(WriteAnswers.outcome(status, SECRET)).isInstanceOf(TryLater.class);
    }

    @ParameterizedTest
    @CsvSource({
        "400, Invalid MessagePack payload: the-content, true",
        "400, Invalid zstd compression: the-content, true",
        "400, invalid database name: the-content, false",
        "400, invalid measurement name: the-content, false",
        "401, Authentication required the-content, false",
        "403, Permission denied the-content, false",
        "404, Not Found the-content, false",
        "413, Request Entity Too Large the-content, true",
        "500, Failed to write records: failed to convert columns: the-content, true",
        "500, unsupported column type the-content, true",
        "508, loop the-content, false",
    })
    void what_stays_is_refused_and_says_whose_fault_it_is(
            int status, String body, boolean memoriesFault) {
        var outcome = WriteAnswers.outcome(status, body);

        assertThat(outcome).isInstanceOf(Refused.class);
        assertThat(((Refused) outcome).memoriesFault()).isEqualTo(memoriesFault);
        assertThat(((Refused) outcome).reason()).doesNotContain(SECRET);
    }

    @Test
    void any_other_500_is_tried_later() {
        assertThat(WriteAnswers.outcome(500, "disk full, the-content"))
                .isEqualTo(new TryLater("500: Arc failed", true));
    }

    @ParameterizedTest
    @CsvSource({
        "400, whatever the-content, false",
        "401, whatever the-content, false",
        "404, whatever the-content, false",
        "500, Parser Error: the-content, false",
        "500, Catalog Error: the-content, false",
        "500, Conversion Error: the-content, false",
        "500, Binder Error: No function matches the-content, false",
        "500, 'Binder Error: Referenced column \"id\" not found in FROM clause! the-content', true",
        "500, 'Binder Error: Table \"e\" does not have a column named \"id\" the-content', true",
    })
    void a_wrong_question_is_for_good(int status, String error, boolean isMissingColumn) {
        var failure = QueryAnswers.failure(status, error);

        assertThat(failure).isInstanceOf(ArcQueryException.class);
        assertThat(((ArcQueryException) failure).isMissingColumn()).isEqualTo(isMissingColumn);
        assertThat(failure.getMessage()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({"500, IO Error: gone", "503, later", "504, Query timed out", "429, slow", "301, x"})
    void anything_else_may_be_asked_again(int status, String error) {
        assertThat(QueryAnswers.failure(status, error)).isInstanceOf(ArcUnavailableException.class);
    }
}
