package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.MasterKey;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys are sealed under the services' master key, and neither kept nor shown in the clear. */
class SecretsIT extends AdminFixture {
    @Test
    void an_arc_is_sealed_only_under_the_services_master_key() throws IOException {
        admin.run(
                        "org",
                        "add-arc",
                        admin.org("sealed"),
                        "--url",
                        arc.uri().toString(),
                        "--database",
                        "acme",
                        "--api-key-file",
                        tokenFile().toString())
                .done();
        String[] add = {
            "org", "add-arc", admin.org("late"), "--url", arc.uri().toString(), "--database", "a"
        };

        assertThat(admin.with("MEMTRACE_MASTER_KEY", MasterKey.generate()).run(add).refusal())
                .contains("opens none of the keys");
        assertThat(admin.with("MEMTRACE_MASTER_KEY", "short").run(add).refusal())
                .contains("is not base64 of 32 bytes");
        assertThat(admin.with("MEMTRACE_MASTER_KEY", "").run(add).refusal())
                .contains("MEMTRACE_MASTER_KEY is required");
    }

    @Test
    void no_record_holds_a_key_and_no_output_but_the_one_that_promises_to() throws IOException {
        var org = admin.org("secretive");
        var key = admin.run("key", "create", "--org", org, "--name", "web").done().line();
        var added =
                admin.run(
                        "org",
                        "add-arc",
                        org,
                        "--url",
                        arc.uri().toString(),
                        "--database",
                        "acme",
                        "--api-key-file",
                        tokenFile().toString());
        var seen = new StringBuilder(added.out()).append(added.err());
        for (var line :
                List.of(
                        "org show " + org,
                        "org show-arc " + org,
                        "org list --json",
                        "key list --org " + org,
                        "key list --org " + org + " --json",
                        "org show " + org + " --json")) {
            var run = admin.run(line.split(" ")).done();
            seen.append(run.out()).append(run.err());
        }

        assertThat(seen.toString()).doesNotContain(ARC_TOKEN).doesNotContain(key);
        assertThat(site.topicBytes())
                .contains("\"secretive\"")
                .doesNotContain(ARC_TOKEN)
                .doesNotContain(key)
                .doesNotContain(AdminSite.MASTER_KEY);
    }
}
