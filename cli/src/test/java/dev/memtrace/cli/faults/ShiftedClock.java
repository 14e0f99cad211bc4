package dev.memtrace.cli.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that is as wrong as a file says, from the moment on at which another process writes it.
 * Any thread may ask.
 */
final class ShiftedClock extends Clock {
    /** Eight bytes: milliseconds. Mapped, so that a look at the clock is no system call. */
    private final MappedByteBuffer shift;

    private final ZoneId zone;

    private ShiftedClock(MappedByteBuffer shift, ZoneId zone) {
        this.shift = shift;
        this.zone = zone;
    }

    /** Makes the file if it is not there: then the clock is right. */
    static ShiftedClock at(Path file) {
        try (var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            var shift = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
            return new ShiftedClock(shift, ZoneOffset.UTC);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes it wrong by that, in all processes. */
    void shift(Duration by) {
        shift.putLong(0, by.toMillis());
    }

    @Override
    public Instant instant() {
        return Instant.now().plusMillis(shift.getLong(0));
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new ShiftedClock(shift, other);
    }
}
