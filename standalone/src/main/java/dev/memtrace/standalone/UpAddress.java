package dev.memtrace.standalone;

import dev.memtrace.core.service.CannotStartException;
import dev.memtrace.core.wire.KafkaLogin;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Where an installation that runs has its broker and its Arc, in a file of its data directory, so
 * that commands beside it need no settings. The file goes when the installation stops in order.
 *
 * @param admin who may do everything on its broker, if the broker asks
 * @param topicPrefix what its topics start with
 * @param clusterId tells its broker from another one that has got the same port since
 * @param masterKey which master key it uses, see {@link
 *     dev.memtrace.core.directory.MasterKey#fingerprint}
 * @param arcUrl where its own Arc listens, which every org uses that has none; empty if an earlier
 *     build shows itself
 */
public record UpAddress(
        String bootstrapServers,
        Optional<KafkaLogin> admin,
        String topicPrefix,
        String clusterId,
        String masterKey,
        String arcUrl) {
    private static final String FILE = "kafka.address";
    private static final String SERVERS = "bootstrap_servers";
    private static final String USERNAME = "username";
    private static final String PASSWORD = "password";
    private static final String PREFIX = "topic_prefix";
    private static final String CLUSTER = "cluster_id";
    private static final String MASTER_KEY = "master_key_fingerprint";
    private static final String ARC = "arc_url";

    /**
     * What the installation in {@code data} says, or one that was killed there has said; empty if
     * none runs.
     */
    public static Optional<UpAddress> in(Path data) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(data.resolve(FILE))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(data.resolve(FILE) + " cannot be read", e);
        }
        return Optional.of(
                new UpAddress(
                        properties.getProperty(SERVERS, ""),
                        admin(properties),
                        properties.getProperty(PREFIX, ""),
                        properties.getProperty(CLUSTER, ""),
                        properties.getProperty(MASTER_KEY, ""),
                        properties.getProperty(ARC, "")));
    }

    private static Optional<KafkaLogin> admin(Properties properties) {
        return Optional.ofNullable(properties.getProperty(USERNAME))
                .map(
                        name ->
                                new KafkaLogin(
                                        KafkaLogin.PLAIN,
                                        name,
                                        properties.getProperty(PASSWORD, "")));
    }

    /** Removes what an installation that was killed has left. */
    static void remove(Path data) {
        try {
            Files.deleteIfExists(data.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(data.resolve(FILE) + " cannot be removed", e);
        }
    }

    /**
     * Shows this address in {@code data} until what is returned is closed.
     *
     * @throws CannotStartException if the file cannot be written
     */
    AutoCloseable showIn(Path data) {
        var file = data.resolve(FILE);
        try {
            OwnerOnly.write(file, text());
        } catch (IOException e) {
            throw new CannotStartException(file + " cannot be written");
        }
        return () -> remove(data);
    }

    private String text() {
        return address() + login();
    }

    private String login() {
        return admin.map(
                        it ->
                                "%s=%s\n%s=%s\n"
                                        .formatted(
                                                USERNAME, it.username(), PASSWORD, it.password()))
                .orElse("");
    }

    private String address() {
        return """
        # For commands beside this installation; gone when it stops.
        %s=%s
        %s=%s
        %s=%s
        %s=%s
        %s=%s
        """
                .formatted(
                        SERVERS,
                        bootstrapServers,
                        PREFIX,
                        topicPrefix,
                        CLUSTER,
                        clusterId,
                        MASTER_KEY,
                        masterKey,
                        ARC,
                        arcUrl);
    }
}
