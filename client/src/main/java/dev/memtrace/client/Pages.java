package dev.memtrace.client;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** All entries of a list, read page by page as they are asked for. One thread. */
final class Pages<T> implements Iterator<T> {
    private final Function<Paging, Page<T>> reading;
    private Optional<Paging> next;
    private Iterator<T> page = java.util.Collections.emptyIterator();

    private Pages(Paging first, Function<Paging, Page<T>> reading) {
        this.next = Optional.of(first);
        this.reading = reading;
    }

    static <T> Stream<T> all(Paging first, Function<Paging, Page<T>> reading) {
        var entries =
                Spliterators.spliteratorUnknownSize(
                        new Pages<>(first, reading), Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(entries, false);
    }

    @Override
    public boolean hasNext() {
        while (!page.hasNext() && next.isPresent()) {
            var paging = next.get();
            var read = reading.apply(paging);
            page = read.items().iterator();
            next = read.nextCursor().map(paging::after);
        }
        return page.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the list is over");
        }
        return page.next();
    }
}
