package dev.memtrace.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.directory.EntryPage;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.EventType;
import dev.memtrace.core.memory.MemoryType;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.SessionId;
import dev.memtrace.core.memory.Tags;
import dev.memtrace.core.memory.TimeText;
import dev.memtrace.core.service.ApiException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads what a client asks for. All that is wrong is answered 400 with the field, what was found
 * and what would be right. The limits keep the SQL that comes of it within what Arc takes.
 */
final class Asking {
    static final int LIST_ITEMS_MAX = 16;
    static final int CONTENT_BYTES_MAX = 1_000;

    private static final Instant TIME_MAX = Instant.parse("9999-12-31T00:00:00Z");

    private final Fields fields;
    private final Instant now;

    Asking(Fields fields, Instant now) {
        this.fields = fields;
        this.now = now;
    }

    /** The filter of {@code GET /memories} and its like. */
    MemoryFilter listFilter() {
        return filter("memory_type", "event_type");
    }

    /** The filter of {@code POST /search}, whose types are lists with names of their own. */
    MemoryFilter searchFilter() {
        return filter("memory_types", "event_types");
    }

    private MemoryFilter filter(String types, String eventTypes) {
        return new MemoryFilter(
                agent().stream().toList(),
                text("session_id", SessionId::isValid, SessionId.RULE).map(SessionId::new),
                types(types),
                List.of(),
                list(eventTypes, EventType::isValid, EventType.RULE, EventType::new),
                list("tags", Tags::isValid, Tags.RULE, Function.identity()),
                content(),
                new ImportanceRange(importance("min_importance"), importance("max_importance")),
                new TimeWindow(time("since"), time("until")));
    }

    Optional<AgentId> agent() {
        return text("agent_id", AgentId::isValid, AgentId.RULE).map(AgentId::new);
    }

    List<MemoryType> types(String field) {
        return list(field, MemoryType::isValid, MemoryType.RULE, MemoryType::new);
    }

    private Optional<String> text(String field, Predicate<String> isValid, String rule) {
        return fields.text(field).map(value -> valid(field, value, isValid, rule));
    }

    private <T> List<T> list(
            String field, Predicate<String> isValid, String rule, Function<String, T> make) {
        var values = fields.list(field);
        if (values.size() > LIST_ITEMS_MAX) {
            throw Fields.wrong(
                    field, "at most " + LIST_ITEMS_MAX + " values", String.valueOf(values.size()));
        }
        return values.stream()
                .map(value -> make.apply(valid(field, value, isValid, rule)))
                .toList();
    }

    static String valid(String field, String value, Predicate<String> isValid, String rule) {
        if (!isValid.test(value)) {
            throw Fields.wrong(field, rule, value);
        }
        return value;
    }

    private Optional<String> content() {
        var content = fields.text("content_contains");
        content.ifPresent(
                text -> {
                    int bytes = text.getBytes(UTF_8).length;
                    if (bytes > CONTENT_BYTES_MAX) {
                        throw Fields.wrong(
                                "content_contains",
                                "at most " + CONTENT_BYTES_MAX + " bytes of UTF-8",
                                String.valueOf(bytes));
                    }
                });
        return content;
    }

    private Optional<Double> importance(String field) {
        var value = fields.number(field);
        value.ifPresent(
                number -> {
                    if (!(number >= 0 && number <= 1)) { // phrased so that NaN fails too
                        throw Fields.wrong(field, "within 0..1", number.toString());
                    }
                });
        return value;
    }

    Optional<Instant> time(String field) {
        return fields.text(field)
                .map(
                        text ->
                                TimeText.parse(text.strip(), now)
                                        .orElseThrow(
                                                () -> Fields.wrong(field, TimeText.RULE, text)))
                .map(Asking::withinStorable);
    }

    /** No memory is outside of these, and SQL need not know how to write the year 10000. */
    private static Instant withinStorable(Instant time) {
        if (time.isBefore(Instant.EPOCH)) {
            return Instant.EPOCH;
        }
        return time.isAfter(TIME_MAX) ? TIME_MAX : time;
    }

    /** Which page; a cursor is good only for the org and the order that it was made for. */
    PageRequest page(OrgId org) {
        var order = order();
        int limit = limit();
        int offset = offset();
        var after = after(offset, cursor -> PageCursor.decode(org, order, cursor));
        return new PageRequest(order, limit, offset, after);
    }

    /** Which page of a list of agents or sessions. */
    EntryPage entryPage(PagedList list) {
        int limit = limit();
        int offset = offset();
        return new EntryPage(
                limit, offset, after(offset, cursor -> EntryCursor.decode(list, cursor)));
    }

    /** How many of the first ones to leave out. */
    private int offset() {
        return within("offset", 0, PageRequest.OFFSET_MAX, 0);
    }

    /** The place that the cursor stands for. */
    private <T> Optional<T> after(int offset, Function<String, Optional<T>> decode) {
        var after =
                fields.text("cursor")
                        .map(cursor -> decode.apply(cursor).orElseThrow(Asking::notACursor));
        if (after.isPresent() && offset > 0) {
            throw ApiException.invalid("offset and cursor exclude each other; send one of them");
        }
        return after;
    }

    private static ApiException notACursor() {
        return ApiException.invalid(
                "cursor must be the next_cursor of an answer to the same question in the same"
                        + " order");
    }

    private int limit() {
        return within("limit", 1, PageRequest.LIMIT_MAX, PageRequest.LIMIT_DEFAULT);
    }

    ReadOrder order() {
        return fields.text("order")
                .map(
                        text ->
                                switch (text) {
                                    case "asc" -> ReadOrder.ASC;
                                    case "desc" -> ReadOrder.DESC;
                                    default -> throw Fields.wrong("order", "asc or desc", text);
                                })
                .orElse(ReadOrder.DESC);
    }

    private int within(String field, int min, int max, int otherwise) {
        return wholeWithin(field, min, max).orElse(otherwise);
    }

    Optional<Integer> wholeWithin(String field, int min, int max) {
        return fields.whole(field)
                .map(
                        number -> {
                            if (number.compareTo(BigInteger.valueOf(min)) < 0
                                    || number.compareTo(BigInteger.valueOf(max)) > 0) {
                                throw Fields.wrong(
                                        field, "within " + min + ".." + max, number.toString());
                            }
                            return number.intValueExact();
                        });
    }
}
