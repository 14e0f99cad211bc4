package dev.memtrace.query;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/** Several iterators in order as one, which asks each for no more than is needed. One thread. */
final class MergedIterator<T> implements Iterator<T> {
    private final PriorityQueue<Head<T>> heads;

    /** An iterator and what it has given out last. */
    private record Head<T>(T first, Iterator<T> rest) {}

    /**
     * @param parts each in this order
     */
    MergedIterator(List<Iterator<T>> parts, Comparator<? super T> order) {
        heads = new PriorityQueue<>(Comparator.comparing(Head<T>::first, order));
        parts.forEach(this::push);
    }

    private void push(Iterator<T> rest) {
        if (rest.hasNext()) {
            heads.add(new Head<>(rest.next(), rest));
        }
    }

    @Override
    public boolean hasNext() {
        return !heads.isEmpty();
    }

    @Override
    public T next() {
        var head = heads.remove();
        push(head.rest());
        return head.first();
    }
}
