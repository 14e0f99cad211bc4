package dev.memtrace.cli;

import dev.memtrace.core.access.UserPrincipal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a user of Kafka's from the command line. */
final class PrincipalConverter implements ITypeConverter<UserPrincipal> {
    @Override
    public UserPrincipal convert(String value) {
        try {
            return UserPrincipal.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
