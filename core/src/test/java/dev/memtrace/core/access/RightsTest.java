package dev.memtrace.core.access;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RightsTest {
    private static final Topics TOPICS = new Topics("memtrace");
    private static final OrgId ORG = new OrgId("ORG");

    @Test
    void the_page_for_operators_shows_what_is_given() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "operations.md"));

        assertThat(page).contains(table());
    }

    private static String table() {
        var table = new StringBuilder("| user | on | may | to |\n|---|---|---|---|\n");
        table.append(
                "| every service | the topics of the table above | %s | %s |\n"
                        .formatted(
                                may(Rights.ofEveryService(TOPICS).getFirst()),
                                Rights.ofEveryService(TOPICS).getFirst().purpose()));
        for (var user : ServiceUser.values()) {
            own(user).forEach(right -> table.append(row(user.username(TOPICS), right)));
        }
        Rights.ofFeeds(TOPICS)
                .forEach(right -> table.append(row("memtrace-inbox, with feeds", right)));
        Rights.ofProducer(ORG, TOPICS)
                .forEach(right -> table.append(row("a producer of ORG", right)));
        Rights.ofConsumer(ORG, TOPICS)
                .forEach(right -> table.append(row("a consumer of ORG", right)));
        return table.toString();
    }

    private static List<Right> own(ServiceUser user) {
        var common = Set.copyOf(Rights.ofEveryService(TOPICS));
        return Rights.of(user, TOPICS).stream().filter(Predicate.not(common::contains)).toList();
    }

    private static String row(String user, Right right) {
        return "| %s | %s `%s%s` | %s | %s |\n"
                .formatted(
                        user,
                        right.type().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        right.name(),
                        right.pattern() == PatternType.PREFIXED ? "*" : "",
                        may(right),
                        right.purpose());
    }

    private static String may(Right right) {
        return right.ordered().stream().map(AclOperation::name).collect(joining(", "));
    }

    @ParameterizedTest
    @EnumSource
    void no_service_may_do_everything_with_anything_or_change_the_cluster(ServiceUser user) {
        assertThat(Rights.of(user, TOPICS))
                .allSatisfy(
                        right -> {
                            assertThat(right.operations())
                                    .doesNotContain(
                                            AclOperation.ALL,
                                            AclOperation.ALTER,
                                            AclOperation.ALTER_CONFIGS,
                                            AclOperation.DELETE,
                                            AclOperation.CLUSTER_ACTION);
                            assertThat(right.type()).isNotEqualTo(ResourceType.CLUSTER);
                            assertThat(right.name()).startsWith("memtrace");
                        });
    }

    @Test
    void nobody_but_dedup_lets_memories_pass_or_decides() {
        for (var user : EnumSet.complementOf(EnumSet.of(ServiceUser.DEDUP))) {
            assertThat(Rights.of(user, TOPICS))
                    .filteredOn(right -> right.operations().contains(AclOperation.WRITE))
                    .extracting(Right::name)
                    .doesNotContain(TOPICS.accepted(), TOPICS.verdicts(), TOPICS.directory());
        }
    }
}
