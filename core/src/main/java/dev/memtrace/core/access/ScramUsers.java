package dev.memtrace.core.access;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.KafkaLogin;
import dev.memtrace.core.wire.KafkaUnavailableException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.errors.ResourceNotFoundException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/**
 * Who logs in by SCRAM-SHA-512. Needs the right to say so: ALTER and DESCRIBE on the cluster. All
 * methods throw {@link KafkaUnavailableException} if Kafka does not do what they ask. Thread-safe.
 */
public final class ScramUsers {
    /** Kafka's own number; the client does as many at each login. */
    private static final int ITERATIONS = 4_096;

    private final Admin admin;
    private final KafkaConfig kafka;

    /**
     * Neither opens nor closes anything.
     *
     * @param kafka where they log in
     */
    public ScramUsers(Admin admin, KafkaConfig kafka) {
        this.admin = admin;
        this.kafka = kafka;
    }

    /** Whether there is one of this name. */
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

    /** Makes a user, or gives one another password; returns when he can log in with it. */
    public void setPassword(String username, String password) {
        var info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
        KafkaFutures.await(
                admin.alterUserScramCredentials(
                                List.of(new UserScramCredentialUpsertion(username, info, password)))
                        .all(),
                "giving " + username + " a password");
        var login = new KafkaLogin(KafkaLogin.SCRAM_SHA_512, username, password);
        var properties = kafka.as(kafka.security().with(login)).clientProperties();
        InForce.await("a password", () -> canLogIn(properties));
    }

    private static boolean canLogIn(Map<String, Object> properties) {
        try (var client = Admin.create(properties)) {
            var _ = KafkaFutures.await(client.describeCluster().clusterId(), "logging in");
            return true;
        } catch (KafkaUnavailableException e) {
            if (e.getCause() instanceof SaslAuthenticationException) {
                return false;
            }
            if (e.getCause() instanceof UnsupportedSaslMechanismException) {
                return true; // users come in by another door, at which nobody can try from here
            }
            throw e;
        }
    }
}
