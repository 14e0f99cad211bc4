package dev.memtrace.inbox;

import dev.memtrace.core.memory.MemoryLimits;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.Topics;
import java.time.Clock;

/** inbox-stream in a process that its test gives little memory. */
final class SmallInboxMain {
    private SmallInboxMain() {}

    static KafkaConfig kafka(String bootstrapServers, String prefix) {
        return new KafkaConfig(bootstrapServers, new Topics(prefix), 3, 1, 1, 1);
    }

    /** Takes the broker, the topics' prefix, and the orgs. */
    public static void main(String[] args) throws InterruptedException {
        var tenants = new FakeTenants();
        for (int i = 2; i < args.length; i++) {
            tenants.add(new OrgId(args[i]));
        }
        var config =
                new InboxConfig(
                        kafka(args[0], args[1]), 1, MemoryLimits.DEFAULTS, 200, 20_000, "inbox-1");
        try (var _ = InboxStream.start(config, tenants, Clock.systemUTC())) {
            Thread.currentThread().join(); // until it is killed
        }
    }
}
