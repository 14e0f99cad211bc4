package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A memory that an Arc does not take, and its way to Arc after all; with the real sink. */
final class RefusedMemoryIT {
    private static final int SMALL_BYTES = 32 * 1024;

    @TempDir private Path folder;

    private static ArcLocal arc(Path data, boolean isSmall) {
        var config = ArcLocalConfig.in(data);
        return ArcLocal.start(
                isSmall
                        ? config.withLimits(config.limits().withPayloadBytesMax(SMALL_BYTES))
                        : config);
    }

    private static void accept(AdminSite site, List<Memory> memories) {
        try (var producer =
                new KafkaProducer<>(
                        site.kafka().clientProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (var memory : memories) {
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        site.kafka().topics().accepted(),
                                        0,
                                        Identity.digest(memory.org(), memory.dedupKey()),
                                        MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true)));
            }
        }
    }

    private static int figure(Administrator admin, String org, String name) {
        var run = admin.run("audit", "--org", org, "--since", "1h", "--grace", "0ms", "--json");
        return run.json().path(name).asInt();
    }

    @Test
    void a_memory_too_large_for_its_arc_is_found_in_it_after_a_replay() {
        try (var site = AdminSite.open(folder, RefusedMemoryIT.class);
                var small = arc(folder.resolve("small"), true);
                var large = arc(folder.resolve("large"), false)) {
            var admin = site.administrator();
            var org = admin.org("acme");
            addArc(admin, org, small);
            var memories = new ArrayList<Memory>();
            for (int i = 0; i < 9; i++) {
                memories.add(Memories.memory(org, "memory " + i));
            }
            memories.add(4, Memories.memory(org, "x".repeat(2 * SMALL_BYTES)));

            try (var _ = site.startSink()) {
                accept(site, memories);
                Eventually.equal(1, () -> figure(admin, org, "refused"));
                Eventually.equal(9, () -> figure(admin, org, "found"));
                assertThat(figure(admin, org, "missing")).isZero();

                addArc(admin, org, large, "--abandon-history");
                var replay = admin.json("rejected", "replay", "--all", "--org", org);

                assertThat(replay.path("replayed").asInt()).isEqualTo(1);
                // It is in the log twice, where it was refused and where it was replayed.
                Eventually.equal(2, () -> figure(admin, org, "found"));
                assertThat(figure(admin, org, "refused")).isZero();
                assertThat(figure(admin, org, "doubled")).isZero();
            }
        }
    }

    private static void addArc(Administrator admin, String org, ArcLocal arc, String... more) {
        var command =
                new ArrayList<>(
                        List.of(
                                "org",
                                "add-arc",
                                org,
                                "--url",
                                arc.uri().toString(),
                                "--database",
                                "acme"));
        command.addAll(List.of(more));
        admin.run(command.toArray(String[]::new)).done();
    }
}
