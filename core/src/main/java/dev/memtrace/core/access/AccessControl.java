package dev.memtrace.core.access;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.Topics;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/**
 * Gives and takes rights on a Kafka that has an authorizer. Needs the rights to do so: ALTER and
 * DESCRIBE on the cluster, ALTER_CONFIGS for quotas. All methods throw {@link
 * KafkaUnavailableException} if Kafka does not do what they ask. Thread-safe.
 */
public final class AccessControl {
    private final Admin admin;
    private final Topics topics;
    private final ScramUsers users;
    private final ProducerQuotas quotas;

    /** Neither opens nor closes anything. */
    public AccessControl(Admin admin, KafkaConfig kafka) {
        this.admin = admin;
        this.topics = kafka.topics();
        this.users = new ScramUsers(admin, kafka);
        this.quotas = new ProducerQuotas(admin);
    }

    /** Whether Kafka looks at rights at all. */
    public boolean isEnforced() {
        try {
            var _ =
                    KafkaFutures.await(
                            admin.describeAcls(AclBindingFilter.ANY).values(),
                            "asking who has rights");
            return true;
        } catch (KafkaUnavailableException e) {
            if (e.getCause() instanceof SecurityDisabledException) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Makes the services known to Kafka, with the rights that they need and no others. Returns once
     * all of it is in force.
     *
     * @param passwords of those that shall have another one
     * @param hasFeeds whether accepted memories are mirrored to the feeds of their orgs
     */
    public void admit(Map<ServiceUser, String> passwords, boolean hasFeeds) {
        passwords.forEach((user, password) -> users.setPassword(user.username(topics), password));
        for (var user : ServiceUser.values()) {
            var rights = Rights.of(user, topics, hasFeeds);
            become(ofPrincipal(user.principal(topics)), bindings(rights, user.principal(topics)));
        }
    }

    private static Set<AclBinding> bindings(List<Right> rights, String principal) {
        return rights.stream()
                .flatMap(right -> right.bindings(principal))
                .collect(toUnmodifiableSet());
    }

    /**
     * Lets somebody write to the org's inbox, and do nothing else there.
     *
     * @param limit how many bytes he may write a second to each broker, to all topics together, and
     *     whether that replaces a limit that he has
     * @return the limit that he has now
     */
    public long grantProducer(OrgId org, UserPrincipal principal, ByteRate limit) {
        long now = quotas.limit(principal, limit);
        grant(Rights.ofProducer(org, topics), principal);
        return now;
    }

    /** Lets somebody read the org's feed, in groups whose names begin with its name and a dot. */
    public void grantConsumer(OrgId org, UserPrincipal principal) {
        grant(Rights.ofConsumer(org, topics), principal);
    }

    private void grant(List<Right> rights, UserPrincipal principal) {
        KafkaFutures.await(
                admin.createAcls(bindings(rights, principal.toString())).all(),
                "granting rights to " + principal);
    }

    /**
     * Takes back what {@link #grantProducer} gave. His limit stays, which he may need elsewhere.
     *
     * @return whether there was anything to take
     */
    public boolean revokeProducer(OrgId org, UserPrincipal principal) {
        return revoke(Rights.ofProducer(org, topics), principal);
    }

    /**
     * Takes back what {@link #grantConsumer} gave.
     *
     * @return whether there was anything to take
     */
    public boolean revokeConsumer(OrgId org, UserPrincipal principal) {
        return revoke(Rights.ofConsumer(org, topics), principal);
    }

    private boolean revoke(List<Right> rights, UserPrincipal principal) {
        return !delete(bindings(rights, principal.toString()).stream().map(AclBinding::toFilter))
                .isEmpty();
    }

    /** Takes everybody's rights on the inbox and the feed of an org that is no more. */
    public void forget(OrgId org) {
        var rights =
                Stream.concat(
                        Rights.ofProducer(org, topics).stream(),
                        Rights.ofConsumer(org, topics).stream());
        var _ = delete(rights.map(Right::ofAnybody));
    }

    private static AclBindingFilter ofPrincipal(String principal) {
        return new AclBindingFilter(
                ResourcePatternFilter.ANY,
                new AccessControlEntryFilter(
                        principal, null, AclOperation.ANY, AclPermissionType.ANY));
    }

    private void become(AclBindingFilter filter, Set<AclBinding> wanted) {
        var given = find(filter);
        var missing = new HashSet<>(wanted);
        missing.removeAll(given);
        KafkaFutures.await(admin.createAcls(missing).all(), "giving rights");
        var tooMany = new HashSet<>(given);
        tooMany.removeAll(wanted);
        var _ = delete(tooMany.stream().map(AclBinding::toFilter));
        InForce.await("rights", () -> find(filter).equals(wanted));
    }

    private Set<AclBinding> find(AclBindingFilter filter) {
        return Set.copyOf(
                KafkaFutures.await(admin.describeAcls(filter).values(), "looking who has rights"));
    }

    private Collection<AclBinding> delete(Stream<AclBindingFilter> filters) {
        return KafkaFutures.await(admin.deleteAcls(filters.toList()).all(), "taking rights");
    }
}
