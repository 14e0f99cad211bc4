package dev.memtrace.dedup;

import static dev.memtrace.dedup.Entries.NOON;
import static dev.memtrace.dedup.Entries.agent;
import static dev.memtrace.dedup.Entries.arc;
import static dev.memtrace.dedup.Entries.key;
import static dev.memtrace.dedup.Entries.org;
import static dev.memtrace.dedup.Entries.session;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.DirectoryChange;
import dev.memtrace.core.directory.DirectoryCommand;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.EntryKey;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.ReplyAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrgRemovalTest {
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int STEPS_MAX = 1_000;
    private static final OrgId ORG = new OrgId("org_a");
    private static final OrgId OTHER = new OrgId("org_b");
    private static final OrgId NEIGHBOUR = new OrgId("org_ab");

    @TempDir private Path folder;
    @TempDir private Path otherFolder;

    private DrivenTopology topology;
    private final List<String> tombstones = new ArrayList<>();

    @BeforeEach
    void start() {
        topology = DrivenTopology.start(folder, true, Duration.ofHours(24), NOON);
        for (var org : List.of(ORG, OTHER, NEIGHBOUR)) {
            wish(new Wish.Found(org(org), Optional.empty()));
        }
    }

    @AfterEach
    void stop() {
        topology.close();
    }

    private void wish(Wish wish) {
        topology.input(topology.topics().commands())
                .pipeInput(
                        wish.org().value().getBytes(UTF_8),
                        new DirectoryCommand(ReplyAddress.NONE, wish).encode(),
                        NOON);
    }

    private String remembered(DirectoryEntry entry) {
        topology.remember(entry);
        return EntryKey.of(entry).text();
    }

    /** Gives an org so many entries, an Arc among them; returns their keys and the org's. */
    private Set<String> fill(OrgId org, int agents, int keys, int sessions) {
        var filled = new TreeSet<String>();
        for (int i = 0; i < agents; i++) {
            filled.add(remembered(agent(org, "agent " + i)));
        }
        for (int i = 0; i < keys; i++) {
            filled.add(remembered(key(org, "key " + i)));
        }
        for (int i = 0; i < sessions; i++) {
            filled.add(remembered(session(org, Optional.empty())));
        }
        wish(new Wish.BindArc(arc(org, "http://a", "one"), false));
        filled.add("arc:" + org);
        filled.add("org:" + org);
        return filled;
    }

    /** Notes what has become a tombstone since the last look. */
    private int gather() {
        int before = tombstones.size();
        for (var record : topology.output(topology.topics().directory()).readRecordsToList()) {
            if (record.value() == null) {
                assertThat(record.headers().lastHeader(DirectoryChange.ORG_HEADER)).isNotNull();
                tombstones.add(new String(record.key(), UTF_8));
            }
        }
        return tombstones.size() - before;
    }

    private void steps(int count) {
        topology.pass(STEP.multipliedBy(count));
        gather();
    }

    private List<String> keysOf(OrgId org) {
        return topology.directoryEntries().entrySet().stream()
                .filter(
                        stored ->
                                stored.getKey().matches("(.*:)?" + org + "(:.*)?")
                                        || new String(stored.getValue(), UTF_8)
                                                .contains("\"" + org + "\""))
                .map(stored -> stored.getKey())
                .toList();
    }

    private boolean isRemoving() {
        return topology.directoryEntries().keySet().stream()
                .anyMatch(key -> key.startsWith("removing:"));
    }

    private void finish() {
        for (int i = 0; i < STEPS_MAX && isRemoving(); i++) {
            steps(1);
        }
        assertThat(isRemoving()).isFalse();
    }

    @Test
    void takes_everything_an_org_has_and_nothing_of_another() {
        var gone = fill(ORG, 3, 2, 4);
        fill(OTHER, 3, 2, 4);
        fill(NEIGHBOUR, 3, 2, 4);
        int others = keysOf(OTHER).size();
        int neighbours = keysOf(NEIGHBOUR).size();

        wish(new Wish.RemoveOrg(ORG));
        finish();

        assertThat(tombstones).containsExactlyInAnyOrderElementsOf(gone);
        assertThat(keysOf(ORG)).isEmpty();
        assertThat(keysOf(OTHER)).hasSize(others);
        assertThat(keysOf(NEIGHBOUR)).hasSize(neighbours);
    }

    @Test
    void does_little_in_one_step_however_much_an_org_has() {
        var gone = fill(ORG, 1_200, 700, 600);
        wish(new Wish.RemoveOrg(ORG));
        gather();

        int stored = topology.directoryEntries().size();
        while (isRemoving()) {
            topology.pass(STEP);
            int storedNow = topology.directoryEntries().size();
            assertThat(gather()).isLessThanOrEqualTo(500 + 1); // and the Arc at the end
            assertThat(stored - storedNow).isLessThanOrEqualTo(2 * 500 + 5);
            stored = storedNow;
        }

        assertThat(tombstones).containsExactlyInAnyOrderElementsOf(gone);
        assertThat(keysOf(ORG)).isEmpty();
    }

    @Test
    void removes_names_that_belong_to_no_entry_a_part_at_a_time() {
        topology.claim(ORG, 700);
        wish(new Wish.RemoveOrg(ORG));

        int stored = topology.directoryEntries().size();
        while (isRemoving()) {
            topology.pass(STEP);
            int storedNow = topology.directoryEntries().size();
            assertThat(stored - storedNow).isLessThanOrEqualTo(500 + 5);
            stored = storedNow;
        }

        assertThat(keysOf(ORG)).isEmpty();
    }

    @Test
    void keeps_its_place_among_large_entries_of_others() {
        var large = Optional.of("{\"a\":\"" + "x".repeat(60_000) + "\"}");
        for (int i = 0; i < 300; i++) {
            topology.remember(session(OTHER, large));
        }
        var gone = fill(ORG, 0, 0, 10);
        wish(new Wish.RemoveOrg(ORG));
        finish();

        assertThat(tombstones).containsExactlyInAnyOrderElementsOf(gone);
    }

    @Test
    void of_two_orgs_at_once_removes_both_whole() {
        var gone = fill(ORG, 300, 300, 300);
        gone.addAll(fill(OTHER, 700, 700, 700));

        wish(new Wish.RemoveOrg(OTHER));
        steps(3); // beyond the keys
        wish(new Wish.RemoveOrg(ORG)); // sorts before the one that is under way
        finish();

        assertThat(tombstones).containsExactlyInAnyOrderElementsOf(gone);
        assertThat(keysOf(ORG)).isEmpty();
        assertThat(keysOf(OTHER)).isEmpty();
    }

    @Test
    void of_two_orgs_goes_on_where_another_instance_left_off() {
        var gone = fill(ORG, 300, 300, 300);
        gone.addAll(fill(OTHER, 700, 700, 700));
        wish(new Wish.RemoveOrg(OTHER));
        steps(3); // beyond the keys
        wish(new Wish.RemoveOrg(ORG));
        steps(1);

        topology = topology.movedTo(otherFolder);
        finish();

        assertThat(tombstones).containsExactlyInAnyOrderElementsOf(gone);
        assertThat(keysOf(ORG)).isEmpty();
        assertThat(keysOf(OTHER)).isEmpty();
    }
}
