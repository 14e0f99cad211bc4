package dev.memtrace.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A name that an administrator chooses.
 *
 * @param text as it was given
 */
record EntryName(String text) {
    private static final int LENGTH_MAX = 128;

    /** Reads one from the command line. */
    static final class Converter implements ITypeConverter<EntryName> {
        @Override
        public EntryName convert(String value) {
            boolean isUsable =
                    !value.isBlank()
                            && value.length() <= LENGTH_MAX
                            && value.chars().noneMatch(Character::isISOControl);
            if (!isUsable) {
                throw new TypeConversionException(
                        "a name has 1 to " + LENGTH_MAX + " characters, none of them control");
            }
            return new EntryName(value);
        }
    }
}
