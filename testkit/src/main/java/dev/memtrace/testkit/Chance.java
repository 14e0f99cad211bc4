package dev.memtrace.testkit;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random values that all follow from one seed. For one thread. */
public final class Chance {
    private static final String IDENTIFIER_START = "abcdefghijklmnopqrstuvwxyz";
    private static final String IDENTIFIER_PART = IDENTIFIER_START + "0123456789_-";

    private final long seed;
    private final SplittableRandom random;

    public Chance(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    public long seed() {
        return seed;
    }

    /** For what this class has no word for. */
    public RandomGenerator generator() {
        return random;
    }

    /** From {@code least} to {@code most}, both included. */
    public int within(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** True about once in so many times. */
    public boolean onceIn(int times) {
        return random.nextInt(times) == 0;
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Lower case letters, digits, {@code _} and {@code -}, a letter first. */
    public String identifier() {
        var text = new StringBuilder().append(oneOf(IDENTIFIER_START));
        for (int rest = within(0, 30); rest > 0; rest--) {
            text.append(oneOf(IDENTIFIER_PART));
        }
        return text.toString();
    }

    /**
     * Text that breaks careless code: quotes, backslashes, line ends, surrogate pairs, text from
     * right to left, SQL. Well-formed UTF-16 without NUL, now and then empty, now and then long.
     */
    public String nastyText(int charsMax) {
        var text = new StringBuilder();
        int chars = onceIn(20) ? charsMax : within(0, Math.min(charsMax, 80));
        while (text.length() < chars) {
            text.append(onceIn(3) ? codePoint() : oneOf(NastyText.FRAGMENTS));
        }
        return NastyText.cut(text, charsMax);
    }

    private char oneOf(String letters) {
        return letters.charAt(random.nextInt(letters.length()));
    }

    /** Anything that Unicode may hold, surrogates and NUL excepted. */
    private String codePoint() {
        int codePoint = random.nextInt(1, Character.MAX_CODE_POINT + 1);
        boolean surrogate =
                codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return surrogate ? "?" : Character.toString(codePoint);
    }
}
