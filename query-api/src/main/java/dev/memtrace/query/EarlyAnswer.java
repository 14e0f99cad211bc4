package dev.memtrace.query;

import dev.memtrace.arc.QueryResult;
import dev.memtrace.core.memory.OrgId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * What Arc answers to a question that is put while the tail is still waited for, so that a read
 * takes as long as the longer of the two and not as both.
 *
 * <p>What the tail lets go of is in Arc by then, but may not have been when the question was put.
 * So the tail keeps for a moment what Arc has, and if it has let go of something that it learnt of
 * after the question, the question is put again. One thread.
 */
final class EarlyAnswer {
    private final TailIndex tail;
    private final OrgId org;
    private final TimeWindow window;
    private final Supplier<List<QueryResult.Row>> question;
    private final long askedNanos = System.nanoTime();
    private final boolean hadNewHour;
    private final CompletableFuture<List<QueryResult.Row>> answer;

    /**
     * Puts the question.
     *
     * @param window where it looks
     */
    EarlyAnswer(
            TailIndex tail,
            OrgId org,
            TimeWindow window,
            Supplier<List<QueryResult.Row>> question) {
        this.tail = tail;
        this.org = org;
        this.window = window;
        this.question = question;
        this.hadNewHour = tail.hasNewHour(org, window, askedNanos);
        this.answer = CompletableFuture.supplyAsync(question, Thread::startVirtualThread);
    }

    /** Whatever Arc has that the tail did not have; to be called after the tail was read. */
    List<QueryResult.Row> rows() {
        boolean isComplete =
                !tail.hasLetGoSince(askedNanos)
                        && hadNewHour == tail.hasNewHour(org, window, System.nanoTime());
        if (!isComplete) {
            return question.get();
        }
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
