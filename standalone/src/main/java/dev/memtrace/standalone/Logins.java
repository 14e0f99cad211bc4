package dev.memtrace.standalone;

import dev.memtrace.core.access.Passwords;
import dev.memtrace.core.access.ServiceUser;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaLogin;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.kafkalocal.Superuser;
import java.util.EnumMap;
import java.util.Map;

/**
 * As whom everything in this process speaks to a broker that asks. Made anew at every start, and
 * kept nowhere but for the superuser's, which commands beside this process need.
 */
record Logins(Superuser superuser, Map<ServiceUser, String> passwords) {
    static Logins generate() {
        var passwords = new EnumMap<ServiceUser, String>(ServiceUser.class);
        for (var user : ServiceUser.values()) {
            passwords.put(user, Passwords.generate());
        }
        return new Logins(new Superuser("memtrace-admin", Passwords.generate()), passwords);
    }

    /** What the superuser logs in with. */
    KafkaLogin admin() {
        return new KafkaLogin(KafkaLogin.PLAIN, superuser.name(), superuser.password());
    }

    /** Has what is read from {@code settings} from now on speak as this user. */
    void use(ServiceUser user, Settings settings) {
        var login = login(user, KafkaConfig.from(settings).topics());
        settings.with("kafka.security_protocol", "SASL_PLAINTEXT")
                .with("kafka.sasl_mechanism", login.mechanism())
                .with("kafka.username", login.username())
                .with("kafka.password", login.password());
    }

    private KafkaLogin login(ServiceUser user, Topics topics) {
        return new KafkaLogin(KafkaLogin.SCRAM_SHA_512, user.username(topics), passwords.get(user));
    }

    @Override
    public String toString() {
        return "Logins[superuser=" + superuser.name() + "]";
    }
}
