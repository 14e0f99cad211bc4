package dev.memtrace.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The server's rules for memories, for those whom it does not answer. How many memories a batch may
 * have is not among them: the server's configuration says that.
 */
final class MemoryLimits {
    private static final Pattern LABEL = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,127}");
    private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final String LABEL_RULE = "a letter, then letters, digits, _ or -, at most 128";
    private static final String TYPE_RULE = "a letter, then letters, digits or _, at most 64";
    private static final String TAG_RULE = "must be letters, digits, _, . or -, at most 64";
    private static final int CONTENT_BYTES_MAX = 256 * 1024;
    private static final int METADATA_BYTES_MAX = 64 * 1024;
    private static final int TAGS_MAX = 100;
    private static final int DEDUP_KEY_CHARS_MAX = 256;
    private static final int PARENT_CHARS_MAX = 128;
    private static final Instant TIME_MIN = Instant.parse("1971-01-01T00:00:00Z");
    private static final Duration TIME_AHEAD_MAX = Duration.ofMinutes(5);

    private final OptionalInt index;
    private final List<Problem> problems = new ArrayList<>();

    private MemoryLimits(OptionalInt index) {
        this.index = index;
    }

    /** Whether {@code text} could be an agent, a session or an org. */
    static boolean isLabel(String text) {
        return LABEL.matcher(text).matches();
    }

    /** What the server would not take of these, as of {@code now}. */
    static List<Problem> problems(List<NewMemory> memories, Instant now) {
        var all = new ArrayList<Problem>();
        for (int i = 0; i < memories.size(); i++) {
            var index = memories.size() == 1 ? OptionalInt.empty() : OptionalInt.of(i);
            var limits = new MemoryLimits(index);
            limits.check(memories.get(i), now);
            all.addAll(limits.problems);
        }
        return all;
    }

    private void check(NewMemory memory, Instant now) {
        checkName("agent_id", Optional.of(memory.agentId()), LABEL, LABEL_RULE);
        checkBytes("content", memory.content(), CONTENT_BYTES_MAX);
        checkName("session_id", memory.sessionId(), LABEL, LABEL_RULE);
        checkName("memory_type", memory.memoryType(), TYPE, TYPE_RULE);
        checkName("event_type", memory.eventType(), TYPE, TYPE_RULE);
        if (!memory.metadata().isEmpty()) {
            checkBytes("metadata", Json.text(Json.tree(memory.metadata())), METADATA_BYTES_MAX);
        }
        for (var tag : memory.tags()) {
            if (!TAG.matcher(tag).matches()) {
                problem("tags", TAG_RULE);
            }
        }
        int tags = new HashSet<>(memory.tags()).size();
        if (tags > TAGS_MAX) {
            problem("tags", "must be at most " + TAGS_MAX + ", got " + tags);
        }
        checkLine("dedup_key", memory.dedupKey(), DEDUP_KEY_CHARS_MAX);
        checkLine("parent_id", memory.parentId(), PARENT_CHARS_MAX);
        boolean isOutside =
                memory.time()
                        .filter(it -> it.isBefore(TIME_MIN) || it.isAfter(now.plus(TIME_AHEAD_MAX)))
                        .isPresent();
        if (isOutside) {
            problem("time", "must be between 1971 and 5 minutes from now");
        }
    }

    /** Empty counts as absent, as it does for the server. */
    private void checkName(String field, Optional<String> name, Pattern pattern, String rule) {
        if (name.isPresent() && !name.get().isEmpty() && !pattern.matcher(name.get()).matches()) {
            problem(field, "must be " + rule);
        }
    }

    private void checkBytes(String field, String text, int bytesMax) {
        // Three bytes a char is the most that UTF-8 takes, so short texts need no counting.
        int bytes = text.length() * 3L > bytesMax ? text.getBytes(UTF_8).length : 0;
        if (bytes > bytesMax) {
            problem(field, "must be at most %d bytes of UTF-8, got %d".formatted(bytesMax, bytes));
        }
    }

    private void checkLine(String field, Optional<String> text, int charsMax) {
        boolean isWrong =
                text.filter(
                                it ->
                                        it.length() > charsMax
                                                || it.chars().anyMatch(Character::isISOControl))
                        .isPresent();
        if (isWrong) {
            problem(field, "must be at most " + charsMax + " characters, none of them a control");
        }
    }

    private void problem(String field, String rule) {
        problems.add(new Problem(index, field, field + " " + rule));
    }
}
