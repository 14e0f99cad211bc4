package dev.memtrace.core.access;

/**
 * How much somebody may write to each broker.
 *
 * @param perSecond bytes, more than zero
 * @param isChosen whether somebody wants just this; else it is for those who have no limit yet
 */
public record ByteRate(long perSecond, boolean isChosen) {
    public ByteRate {
        if (perSecond <= 0) {
            throw new IllegalArgumentException("perSecond must be above 0, got " + perSecond);
        }
    }
}
