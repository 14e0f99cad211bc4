package dev.memtrace.testkit;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The Kafka broker that all tests of this JVM share; starting one per class would take most of the
 * time. Any thread may ask for it. It goes down with the JVM.
 *
 * <p>{@code -Dbroker=embedded}, the default, runs it in this process. {@code
 * -Dbroker=testcontainers} runs it in Docker, from the image that {@code -Dbroker.image} names.
 */
public final class Broker {
    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final int PREFIX_CHARS_MAX = 60; // Kafka allows 249 for the whole name

    private static Broker shared;

    private final String bootstrapServers;

    private Broker(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Starts the broker when the first test asks. */
    public static synchronized Broker shared() {
        if (shared == null) {
            shared = new Broker(start());
        }
        return shared;
    }

    /** What clients put into {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Begins the names of one test class's topics, groups and transactional ids, such as {@code
     * sinkcrashit-3.}; each call gives another one.
     */
    public static String uniquePrefix(Class<?> test) {
        var name = test.getName().substring(test.getPackageName().length());
        var legal = name.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-", "");
        var kept = legal.substring(0, Math.min(legal.length(), PREFIX_CHARS_MAX));
        return kept.toLowerCase(Locale.ROOT) + "-" + PREFIXES.incrementAndGet() + ".";
    }

    private static String start() {
        var kind = System.getProperty("broker", "embedded");
        return switch (kind) {
            case "embedded" -> EmbeddedBroker.start();
            case "testcontainers" -> ContainerBroker.start();
            default ->
                    throw new IllegalArgumentException(
                            "broker: \"%s\" is unknown; write embedded or testcontainers"
                                    .formatted(kind));
        };
    }
}
