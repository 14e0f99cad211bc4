package dev.memtrace.core.wire;

import static java.util.Objects.requireNonNull;

import dev.memtrace.core.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/**
 * How clients make themselves known to Kafka, and whether others can read what they say.
 *
 * @param isEncrypted by TLS
 * @param login empty if Kafka asks for none
 * @param caFile certificates in PEM that Kafka's is to be signed by, with TLS; empty for those that
 *     Java knows
 */
public record KafkaSecurity(
        boolean isEncrypted, Optional<KafkaLogin> login, Optional<Path> caFile) {
    /** Everybody may do everything. */
    public static final KafkaSecurity NONE =
            new KafkaSecurity(false, Optional.empty(), Optional.empty());

    private static final String PROTOCOL = "kafka.security_protocol";
    private static final String MECHANISM = "kafka.sasl_mechanism";
    private static final String USERNAME = "kafka.username";
    private static final String PASSWORD = "kafka.password";
    private static final String CA_FILE = "kafka.ca_file";
    private static final String PLAINTEXT = "PLAINTEXT";
    private static final List<String> PROTOCOLS =
            List.of(PLAINTEXT, "SASL_PLAINTEXT", "SSL", "SASL_SSL");
    private static final List<String> MECHANISMS =
            List.of(KafkaLogin.SCRAM_SHA_512, KafkaLogin.SCRAM_SHA_256, KafkaLogin.PLAIN);

    public KafkaSecurity {
        requireNonNull(login, "login");
        requireNonNull(caFile, "caFile");
    }

    /** The same over a connection that nobody else can listen to, as {@code login}. */
    public static KafkaSecurity as(KafkaLogin login) {
        return new KafkaSecurity(false, Optional.of(login), Optional.empty());
    }

    /** The same connection, as somebody else. */
    public KafkaSecurity with(KafkaLogin other) {
        return new KafkaSecurity(isEncrypted, Optional.of(other), caFile);
    }

    static KafkaSecurity from(Settings settings) {
        var protocol = oneOf(settings, PROTOCOL, PROTOCOLS);
        var mechanism = oneOf(settings, MECHANISM, MECHANISMS);
        boolean hasLogin = protocol.startsWith("SASL_");
        boolean isEncrypted = protocol.endsWith("SSL");
        var caFile = settings.optionalText(CA_FILE).map(Path::of);
        if (!hasLogin && settings.optionalText(USERNAME).isPresent()) {
            settings.problem(
                    PROTOCOL,
                    "is " + protocol + ", which asks for no " + USERNAME + "; say SASL_SSL");
        }
        if (!isEncrypted && caFile.isPresent()) {
            settings.problem(
                    CA_FILE, "is for SSL and SASL_SSL, but " + PROTOCOL + " is " + protocol);
        }
        var login =
                hasLogin
                        ? Optional.of(
                                new KafkaLogin(
                                        mechanism,
                                        settings.text(USERNAME),
                                        settings.text(PASSWORD)))
                        : Optional.<KafkaLogin>empty();
        return new KafkaSecurity(isEncrypted, login, caFile);
    }

    private static String oneOf(Settings settings, String key, List<String> values) {
        var value = settings.text(key, values.getFirst());
        if (values.contains(value)) {
            return value;
        }
        settings.problem(key, "\"" + value + "\" is none of " + String.join(", ", values));
        return values.getFirst();
    }

    /** Puts what every client needs. */
    void addTo(Map<String, Object> properties) {
        var transport = isEncrypted ? "SSL" : PLAINTEXT;
        properties.put(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                login.isPresent() ? "SASL_" + transport : transport);
        login.ifPresent(
                it -> {
                    properties.put(SaslConfigs.SASL_MECHANISM, it.mechanism());
                    properties.put(SaslConfigs.SASL_JAAS_CONFIG, it.jaasConfig());
                });
        caFile.ifPresent(
                it -> {
                    properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
                    properties.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, it.toString());
                });
    }
}
