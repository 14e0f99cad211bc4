package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** docker-compose.yml against the code that reads what it sets. */
class ComposeTest {
    private static final Path FILE = Path.of("..", "docker-compose.yml");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):[?-][^}]*}");

    private static Map<String, String> secrets() {
        return CommandRun.of(Map.of(), "keygen", "compose").done().lines().stream()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(it -> it[0], it -> it[1]));
    }

    @Test
    void one_command_makes_all_the_secrets_that_it_asks_for() throws IOException {
        var wanted = new TreeSet<String>();
        VARIABLE.matcher(Files.readString(FILE)).results().forEach(it -> wanted.add(it.group(1)));
        wanted.removeAll(
                List.of(
                        "ARC_TAG",
                        "MEMTRACE_FEEDS_PER_ORG",
                        "MEMTRACE_JAVA_OPTS")); // have a default

        assertThat(secrets().keySet()).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "inbox", "dedup", "sink", "query"})
    void a_service_logs_in_with_what_the_administrator_gives_it(String service) throws IOException {
        var secrets = secrets();
        var settings = settings(service, secrets);
        var login = KafkaConfig.from(settings).security().login().orElseThrow();
        var given =
                settings("admin", secrets).optionalText("kafka_passwords." + service).orElseThrow();

        settings.throwIfAnyProblem();
        assertThat(login)
                .isEqualTo(new KafkaLogin(KafkaLogin.SCRAM_SHA_512, "memtrace-" + service, given));
    }

    /** Refuses a misspelt variable. */
    private static Settings settings(String service, Map<String, String> secrets)
            throws IOException {
        var text =
                VARIABLE.matcher(Files.readString(FILE))
                        .replaceAll(it -> secrets.getOrDefault(it.group(1), "false"));
        Map<String, Map<String, Map<String, Object>>> file = new Yaml().load(text);
        var environment = new HashMap<String, String>();
        var variables = (Map<?, ?>) file.get("services").get(service).get("environment");
        variables.forEach((name, value) -> environment.put(name.toString(), value.toString()));
        var settings = Settings.load(environment);
        settings.throwIfAnyProblem();
        return settings;
    }
}
