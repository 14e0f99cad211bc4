package dev.memtrace.cli;

import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code memtrace org quota}. */
@Command(
        name = "quota",
        description = {
            "Limits what an org may do; without options it shows the limits.",
            "A limit that is not named stays as it is. Services heed a change at once."
        },
        mixinStandardHelpOptions = true)
final class OrgQuotaCommand extends AdminCommand {
    @Parameters(paramLabel = "ORG", converter = OrgIdConverter.class, description = "id of the org")
    private OrgId org;

    @Mixin private QuotaOptions options;

    @Override
    void run(DirectoryAccess directory) {
        var quota = OrgEntries.of(directory, org).org().quota();
        if (options.areGiven()) {
            quota = options.over(quota);
            var _ = directory.decide(new Wish.SetQuota(org, quota), "The quota may still be set.");
        }
        show(AdminJson.of(quota).put("org_id", org.value()), List.of(QuotaOptions.text(quota)));
    }
}
