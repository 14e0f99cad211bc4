package dev.memtrace.cli.faults;

import dev.memtrace.core.directory.ApiKeys;
import dev.memtrace.core.directory.DirectoryCommands;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Permission;
import dev.memtrace.core.wire.ReplyListener;
import dev.memtrace.testkit.ApiClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The orgs by their numbers: org_default on the Arc of the configuration, and one that was given an
 * Arc of its own.
 *
 * @param keys of their APIs
 */
record Orgs(List<String> keys) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Founds the second one, as {@code org create} and {@code org add-arc} do. */
    static Orgs found(Site site, URI arcOfSecond) {
        var org = new OrgId(Ids.org());
        var key = Ids.apiKey();
        var kafka = site.kafka();
        try (var replies = ReplyListener.start(kafka);
                var producer =
                        new KafkaProducer<>(
                                kafka.clientProperties(),
                                new ByteArraySerializer(),
                                new ByteArraySerializer())) {
            var copy = DirectoryCommands.Copy.NONE;
            var commands =
                    new DirectoryCommands(producer, kafka, replies.replies(), copy, PATIENCE);
            commands.decide(
                    new Wish.Found(
                            new DirectoryEntry.Org(org, "island", Quota.NONE, now()),
                            Optional.of(key(org, key))));
            commands.decide(new Wish.BindArc(arc(site, org, arcOfSecond), false));
        }
        return new Orgs(List.of(ApiClient.KEY, key));
    }

    private static DirectoryEntry.ApiKey key(OrgId org, String key) {
        var all = EnumSet.allOf(Permission.class);
        return ApiKeys.entryFor(key, org, "faults", all, now(), Optional.empty());
    }

    private static DirectoryEntry.ArcInstance arc(Site site, OrgId org, URI arc) {
        var masterKey = MasterKey.parse(site.masterKey()).orElseThrow();
        var token = Optional.of(masterKey.seal("any token", org, arc));
        return new DirectoryEntry.ArcInstance(org, arc, "island", "events", token, 0, now());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    ApiClient at(ApiClient client, int org) {
        return client.withKey(keys.get(org));
    }
}
