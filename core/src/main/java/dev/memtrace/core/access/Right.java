package dev.memtrace.core.access;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What may be done with one thing of Kafka's, or with all whose names begin alike.
 *
 * @param purpose what it is needed for, for whoever reads the table of rights
 */
public record Right(
        ResourceType type,
        String name,
        PatternType pattern,
        Set<AclOperation> operations,
        String purpose) {
    private static final String ANY_HOST = "*";

    public Right {
        requireNonNull(type, "type");
        requireNonNull(name, "name");
        requireNonNull(pattern, "pattern");
        requireNonNull(purpose, "purpose");
        operations = Set.copyOf(operations);
    }

    static Right topic(String name, String purpose, AclOperation... operations) {
        return new Right(
                ResourceType.TOPIC, name, PatternType.LITERAL, Set.of(operations), purpose);
    }

    static Right topics(String prefix, String purpose, AclOperation... operations) {
        return new Right(
                ResourceType.TOPIC, prefix, PatternType.PREFIXED, Set.of(operations), purpose);
    }

    static Right group(String name, String purpose, AclOperation... operations) {
        return new Right(
                ResourceType.GROUP, name, PatternType.LITERAL, Set.of(operations), purpose);
    }

    static Right groups(String prefix, String purpose, AclOperation... operations) {
        return new Right(
                ResourceType.GROUP, prefix, PatternType.PREFIXED, Set.of(operations), purpose);
    }

    static Right transactions(String idPrefix, String purpose) {
        return new Right(
                ResourceType.TRANSACTIONAL_ID,
                idPrefix,
                PatternType.PREFIXED,
                Set.of(AclOperation.WRITE),
                purpose);
    }

    /** The operations in Kafka's own order. */
    public List<AclOperation> ordered() {
        return List.copyOf(EnumSet.copyOf(operations));
    }

    /** Whoever has any right on the same. */
    AclBindingFilter ofAnybody() {
        return new AclBindingFilter(
                new ResourcePattern(type, name, pattern).toFilter(), AccessControlEntryFilter.ANY);
    }

    Stream<AclBinding> bindings(String principal) {
        var resource = new ResourcePattern(type, name, pattern);
        return operations.stream()
                .map(
                        operation ->
                                new AclBinding(
                                        resource,
                                        new AccessControlEntry(
                                                principal,
                                                ANY_HOST,
                                                operation,
                                                AclPermissionType.ALLOW)));
    }
}
