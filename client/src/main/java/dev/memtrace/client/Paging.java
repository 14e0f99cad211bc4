package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which page of a list. The methods named {@code ...All} turn the pages themselves.
 *
 * @param limit how many entries it may have, from 1 to 1,000; 100 if empty
 * @param offset how many of the first to leave out, 100,000 at most; not together with a cursor,
 *     which costs less and is exact while others write
 * @param cursor {@link Page#nextCursor} of the page before, to the same question in the same order
 * @param order which comes first; agents and sessions are listed newest first only
 */
public record Paging(OptionalInt limit, OptionalInt offset, Optional<String> cursor, Order order) {
    /** The first 100, newest first. */
    public static final Paging FIRST =
            new Paging(
                    OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), Order.NEWEST_FIRST);

    /** None of it may be {@code null}. */
    public Paging {
        requireNonNull(limit, "limit");
        requireNonNull(offset, "offset");
        requireNonNull(cursor, "cursor").ifPresent(it -> Checks.requireSome("cursor", it));
        requireNonNull(order, "order");
        if (offset.isPresent() && cursor.isPresent()) {
            throw new IllegalArgumentException("a page has an offset or a cursor, not both");
        }
    }

    /** The same page with so many entries at most. */
    public Paging limit(int limit) {
        return new Paging(OptionalInt.of(limit), offset, cursor, order);
    }

    /** What follows after so many entries. */
    public Paging offset(int offset) {
        return new Paging(limit, OptionalInt.of(offset), cursor, order);
    }

    /** What follows after the page with this {@link Page#nextCursor}. */
    public Paging after(String cursor) {
        return new Paging(limit, OptionalInt.empty(), Optional.of(cursor), order);
    }

    /** The same page in this order. */
    public Paging order(Order order) {
        return new Paging(limit, offset, cursor, order);
    }

    Query addTo(Query query) {
        limit.ifPresent(it -> query.add("limit", String.valueOf(it)));
        offset.ifPresent(it -> query.add("offset", String.valueOf(it)));
        cursor.ifPresent(it -> query.add("cursor", it));
        if (order != Order.NEWEST_FIRST) {
            query.add("order", order.wire());
        }
        return query;
    }

    Paging requireNewestFirst() {
        if (order != Order.NEWEST_FIRST) {
            throw new IllegalArgumentException("agents and sessions are listed newest first only");
        }
        return this;
    }
}
