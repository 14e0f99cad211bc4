package dev.memtrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.LocalDate;

/** Writes numbers and times of fixed width over what stands in a text. One thread. */
final class Digits {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long SECONDS_PER_DAY = 86_400;

    private long day = -1;
    private byte[] dayText = {};

    static void write(byte[] text, int at, int width, long value) {
        long left = value;
        for (int i = at + width - 1; i >= at; i--) {
            text[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }

    /** Over a text such as {@code 2026-02-13T10:00:00.000000Z}. */
    void writeTime(byte[] text, int at, long micros) {
        long seconds = micros / MICROS_PER_SECOND;
        long today = seconds / SECONDS_PER_DAY;
        if (today != day) {
            day = today;
            dayText = LocalDate.ofEpochDay(today).toString().getBytes(US_ASCII);
        }
        System.arraycopy(dayText, 0, text, at, dayText.length);
        int second = (int) (seconds % SECONDS_PER_DAY);
        write(text, at + 11, 2, second / 3_600);
        write(text, at + 14, 2, second / 60 % 60);
        write(text, at + 17, 2, second % 60);
        write(text, at + 20, 6, micros % MICROS_PER_SECOND);
    }
}
