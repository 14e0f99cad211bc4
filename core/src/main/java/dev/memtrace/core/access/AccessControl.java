package dev.memtrace.core.access;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.KafkaLogin;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ResourceNotFoundException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/**
 * Gives and takes rights on a Kafka that has an authorizer. Needs the rights to do so: ALTER and
 * DESCRIBE on the cluster, ALTER_CONFIGS for quotas. All methods throw {@link
 * KafkaUnavailableException} if Kafka does not do what they ask. Thread-safe.
 */
public final class AccessControl {
    /** Kafka's own number; the client does as many at each login. */
    private static final int SCRAM_ITERATIONS = 4_096;

    private static final Duration IN_FORCE_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final String BYTE_RATE = "producer_byte_rate";

    private final Admin admin;
    private final KafkaConfig kafka;
    private final Topics topics;

    /** Neither opens nor closes anything. */
    public AccessControl(Admin admin, KafkaConfig kafka) {
        this.admin = admin;
        this.kafka = kafka;
        this.topics = kafka.topics();
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
        passwords.forEach((user, password) -> setPassword(user.username(topics), password));
        passwords.forEach((user, password) -> awaitLogin(user.username(topics), password));
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

    /** Makes a user, or gives one another password; for the mechanism SCRAM-SHA-512. */
    public void setPassword(String username, String password) {
        var info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
        KafkaFutures.await(
                admin.alterUserScramCredentials(
                                List.of(new UserScramCredentialUpsertion(username, info, password)))
                        .all(),
                "giving " + username + " a password");
    }

    /** Whether somebody logs in by SCRAM-SHA-512 under this name. */
    public boolean isKnown(String username) {
        var asked = admin.describeUserScramCredentials(List.of(username)).description(username);
        try {
            return KafkaFutures.await(asked, "looking for " + username).credentialInfos().stream()
                    .anyMatch(it -> it.mechanism() == ScramMechanism.SCRAM_SHA_512);
        } catch (KafkaUnavailableException e) {
            if (e.getCause() instanceof ResourceNotFoundException) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Lets somebody write to the org's inbox, and do nothing else there.
     *
     * @param limit how many bytes he may write a second to each broker, to all topics together, and
     *     whether that replaces a limit that he has
     * @return the limit that he has now
     */
    public long grantProducer(OrgId org, UserPrincipal principal, ByteRate limit) {
        var user = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, principal.name()));
        var before = limitOf(user);
        long now = limit.isChosen() ? limit.perSecond() : before.orElse(limit.perSecond());
        limit(user, now);
        grant(Rights.ofProducer(org, topics), principal);
        return now;
    }

    private Optional<Long> limitOf(ClientQuotaEntity user) {
        var only =
                ClientQuotaFilter.containsOnly(
                        List.of(
                                ClientQuotaFilterComponent.ofEntity(
                                        ClientQuotaEntity.USER,
                                        user.entries().get(ClientQuotaEntity.USER))));
        var quotas =
                KafkaFutures.await(
                        admin.describeClientQuotas(only).entities(), "looking for limits");
        return Optional.ofNullable(quotas.get(user))
                .map(it -> it.get(BYTE_RATE))
                .map(Double::longValue);
    }

    /** Lets somebody read the org's feed, in groups whose names begin like its name. */
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
        awaitInForce(() -> find(filter).equals(wanted));
    }

    private Set<AclBinding> find(AclBindingFilter filter) {
        return Set.copyOf(
                KafkaFutures.await(admin.describeAcls(filter).values(), "looking who has rights"));
    }

    private Collection<AclBinding> delete(Stream<AclBindingFilter> filters) {
        return KafkaFutures.await(admin.deleteAcls(filters.toList()).all(), "taking rights");
    }

    private void limit(ClientQuotaEntity user, long bytesPerSecond) {
        var rate = new ClientQuotaAlteration.Op(BYTE_RATE, (double) bytesPerSecond);
        KafkaFutures.await(
                admin.alterClientQuotas(List.of(new ClientQuotaAlteration(user, List.of(rate))))
                        .all(),
                "limiting a producer");
    }

    private void awaitLogin(String username, String password) {
        var login = new KafkaLogin(KafkaLogin.SCRAM_SHA_512, username, password);
        var properties = kafka.as(kafka.security().with(login)).clientProperties();
        awaitInForce(() -> canLogIn(properties));
    }

    private static boolean canLogIn(Map<String, Object> properties) {
        try (var client = Admin.create(properties)) {
            var _ = KafkaFutures.await(client.describeCluster().clusterId(), "logging in");
            return true;
        } catch (KafkaUnavailableException e) {
            if (e.getCause() instanceof SaslAuthenticationException) {
                return false;
            }
            throw e;
        }
    }

    /** The broker answers before it has read what it has written. */
    private static void awaitInForce(BooleanSupplier isInForce) {
        long start = System.nanoTime();
        while (!isInForce.getAsBoolean()) {
            if (System.nanoTime() - start > IN_FORCE_WITHIN.toNanos()) {
                throw new KafkaUnavailableException(
                        "Kafka has taken rights, but does not heed them", null);
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
