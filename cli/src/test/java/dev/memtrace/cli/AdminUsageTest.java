package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.MasterKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AdminUsageTest {
    private static CommandRun run(String... arguments) {
        return CommandRun.of(Map.of(), arguments);
    }

    private static List<CommandLine> all(CommandLine line) {
        var found = new ArrayList<>(List.of(line));
        line.getSubcommands().values().forEach(sub -> found.addAll(all(sub)));
        return found;
    }

    @Test
    void every_command_option_and_parameter_says_what_it_is_for() {
        var commands = all(MemtraceMain.commandLine(Map.of()));

        assertThat(commands).hasSizeGreaterThan(20);
        for (var command : commands) {
            var spec = command.getCommandSpec();
            var name = spec.qualifiedName();
            assertThat(spec.usageMessage().description()).as(name).isNotEmpty();
            for (var option : spec.options()) {
                assertThat(option.description()).as(name + " " + option.longestName()).isNotEmpty();
            }
            for (var parameter : spec.positionalParameters()) {
                assertThat(parameter.description())
                        .as(name + " " + parameter.paramLabel())
                        .isNotEmpty();
            }
            if (!spec.usageMessage().hidden()) {
                var words =
                        new ArrayList<>(
                                List.of(name.split(" ")).subList(1, name.split(" ").length));
                words.add("--help");
                var help = run(words.toArray(String[]::new));
                assertThat(help.code()).as(name).isZero();
                assertThat(help.out()).as(name).startsWith("Usage: " + name);
            }
        }
    }

    @Test
    void every_command_that_administers_can_print_json() {
        var groups = List.of("org", "key", "agent", "session", "keygen", "rejected");
        for (var group : groups) {
            var line = MemtraceMain.commandLine(Map.of()).getSubcommands().get(group);
            assertThat(line.getSubcommands()).isNotEmpty();
            line.getSubcommands()
                    .forEach(
                            (name, sub) ->
                                    assertThat(sub.getCommandSpec().findOption("--json"))
                                            .as(group + " " + name)
                                            .isNotNull());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "org create                                                     | NAME",
                "org create x --memories-per-second many                        | --memories-per-second",
                "org create x --requests-per-second -1                          | --requests-per-second",
                "org quota org_x --requests-per-second 100000001                | --requests-per-second",
                "org show 1x                                                    | ORG",
                "org list --jsn                                                 | --jsn",
                "org add-arc org_x --database a                                 | --url",
                "org add-arc org_x --url ftp://arc --database a                 | --url",
                "org add-arc org_x --url http://u:p@arc --database a            | --url",
                "org add-arc org_x --url http://arc --database A                | --database",
                "org add-arc org_x --url http://arc --database a --measurement 1 | --measurement",
                "org add-arc org_x --url http://arc --database a --api-key x --api-key-file y | --api-key-file",
                "key create --name x                                            | --org",
                "key create --org org_x                                         | --name",
                "key create --org org_x --name x --permissions read,all         | --permissions",
                "key create --org org_x --name x --expires soon                 | --expires",
                "key create --org org_x --name x --expires 2020-01-01           | --expires",
                "key revoke mtk_0123456789abcdef                                | KEY_ID",
                "session list --org org_x --limit 0                             | --limit",
                "session list --org org_x --limit x                             | --limit",
                "status --org 1x                                                | --org",
                "status --org                                                   | --org",
                "rejected list --since yesterday                                | --since",
                "rejected list --limit 0                                        | --limit",
                "rejected show x                                                | OFFSET",
                "rejected replay                                                | --all",
                "rejected replay 1 --all                                        | --all",
                "rejected replay 1 --org org_x                                  | --org",
                "audit --org org_x                                              | --since",
                "audit --since 1h                                               | --org",
                "audit --org org_x --since never                                | --since",
                "audit --org org_x --since 1m --grace 2m                        | --since",
                "audit --org org_x --since 1h --grace 1                         | --grace",
                "audit --org org_x --since 1h --repair --wait soon              | --wait"
            })
    void wrong_usage_names_the_option_and_ends_with_2(String command, String named) {
        assertThat(run(command.split(" +")).wrongUsage()).contains(named);
    }

    @Test
    void what_may_be_a_secret_is_not_repeated() {
        String[] add = {"org", "add-arc", "org_x", "--url", "http://arc", "--database", "a"};

        for (var more :
                List.of(
                        List.of("--api-kye", "s3cret"),
                        List.of("--api-kye=s3cret"),
                        List.of("s3cret"),
                        List.of("--api-key", "s3cret with spaces"))) {
            var arguments = new ArrayList<>(List.of(add));
            arguments.addAll(more);
            var run = run(arguments.toArray(String[]::new));
            assertThat(run.wrongUsage()).doesNotContain("s3cret");
            assertThat(run.err()).doesNotContain("s3cret");
        }
        assertThat(run("key", "revoke", "mtk_s3cret").err()).doesNotContain("s3cret");
    }

    @Test
    void a_master_key_needs_nothing_and_is_another_one_every_time() {
        var one = run("keygen", "master").done().line();
        var other = run("keygen", "master", "--json").done().json().path("master_key").asText();

        assertThat(MasterKey.parse(one)).isPresent();
        assertThat(MasterKey.parse(other)).isPresent();
        assertThat(one).isNotEqualTo(other);
    }
}
