package dev.memtrace.cli;

import dev.memtrace.core.memory.OrgId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the id of an org from the command line. */
final class OrgIdConverter implements ITypeConverter<OrgId> {
    @Override
    public OrgId convert(String value) {
        if (!OrgId.isValid(value)) {
            throw new TypeConversionException(
                    "the id of an org is " + OrgId.RULE + "; `memtrace org list` shows them");
        }
        return new OrgId(value);
    }
}
