package dev.memtrace.core.service;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client asks for in its {@code Prefer} header (RFC 7240).
 *
 * @param isAsync {@code respond-async}: answer when the memory is durable, without its verdict
 * @param waitAtMost {@code wait=n}: seconds to wait for what the answer waits for
 */
public record Preference(boolean isAsync, Optional<Duration> waitAtMost) {
    public static final String HEADER = "Prefer";
    public static final String APPLIED_HEADER = "Preference-Applied";
    public static final String RESPOND_ASYNC = "respond-async";

    private static final String WAIT = "wait=";
    private static final int SECONDS_DIGITS_MAX = 4;

    /**
     * Reads the header's values, joined by commas; what is not understood is left aside, as the RFC
     * asks.
     */
    public static Preference parse(Optional<String> header) {
        boolean isAsync = false;
        var wait = Optional.<Duration>empty();
        for (var part : header.orElse("").toLowerCase(Locale.ROOT).split("[,;]", -1)) {
            var preference = part.strip();
            if (preference.equals(RESPOND_ASYNC)) {
                isAsync = true;
            } else if (preference.startsWith(WAIT)) {
                wait = seconds(preference.substring(WAIT.length()));
            }
        }
        return new Preference(isAsync, wait);
    }

    private static Optional<Duration> seconds(String digits) {
        boolean isNumber =
                !digits.isEmpty()
                        && digits.length() <= SECONDS_DIGITS_MAX
                        && digits.chars().allMatch(Character::isDigit);
        return isNumber
                ? Optional.of(Duration.ofSeconds(Integer.parseInt(digits)))
                : Optional.empty();
    }

    /** How long to wait, given what the service allows at most. */
    public Duration waitWithin(Duration max) {
        return waitAtMost.filter(asked -> asked.compareTo(max) < 0).orElse(max);
    }
}
