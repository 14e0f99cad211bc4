package dev.memtrace.core.memory;

import java.util.List;

/**
 * The body of {@code POST /api/v1/memories}.
 *
 * @param isBatch whether the client sent {@code {"memories":[...]}}, which decides the shape of the
 *     answer
 * @param drafts the memories in the order of the request; empty if there are problems
 * @param problems everything found wrong, at most {@link MemoryLimits#PROBLEMS_MAX}
 */
public record CreateRequest(boolean isBatch, List<MemoryDraft> drafts, List<Problem> problems) {
    public CreateRequest {
        drafts = problems.isEmpty() ? List.copyOf(drafts) : List.of();
        problems = List.copyOf(problems);
    }
}
