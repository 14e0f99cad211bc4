package dev.memtrace.arc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.directory.DirectoryEntry.ArcInstance;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.directory.Tenants;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.Sha256;
import dev.memtrace.core.service.CannotStartException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Arcs that the directory binds orgs to, with their keys opened; for an org without one, the
 * Arc of the configuration, if it serves the org. Follows every change at once. Thread-safe.
 */
public final class DirectoryBindings implements ArcBindings {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryBindings.class);

    private static final int DIGEST_BYTES = 16;

    private final Tenants tenants;
    private final MasterKey masterKey;
    private final ArcConfig config;
    private final Map<OrgId, Opened> opened = new ConcurrentHashMap<>();

    /**
     * @param binding empty if the key could not be opened
     */
    private record Opened(ArcInstance arc, Optional<ArcBinding> binding) {}

    private DirectoryBindings(Tenants tenants, MasterKey masterKey, ArcConfig config) {
        this.tenants = tenants;
        this.masterKey = masterKey;
        this.config = config;
    }

    /**
     * Opens the keys of all Arcs that there are now. One that cannot be opened is its org's trouble
     * alone; if it is all of them, the master key is the wrong one.
     *
     * @throws CannotStartException if there are sealed keys and none can be opened
     */
    public static DirectoryBindings of(Tenants tenants, MasterKey masterKey, ArcConfig config) {
        var bindings = new DirectoryBindings(tenants, masterKey, config);
        var sealed = tenants.arcs().stream().filter(arc -> arc.sealedKey().isPresent()).toList();
        boolean noneOpens = sealed.stream().allMatch(arc -> bindings.of(arc.org()).isEmpty());
        if (!sealed.isEmpty() && noneOpens) {
            throw new CannotStartException(
                    MasterKey.VARIABLE
                            + " does not open the key of the Arc of "
                            + sealed.getFirst().org()
                            + "; it was sealed under another one");
        }
        return bindings;
    }

    @Override
    public Optional<ArcBinding> of(OrgId org) {
        var arc = tenants.arc(org);
        if (arc.isPresent()) {
            return own(arc.get());
        }
        opened.remove(org);
        return shared(org);
    }

    private Optional<ArcBinding> own(ArcInstance arc) {
        var known = opened.get(arc.org());
        if (known == null || !known.arc().equals(arc)) {
            known = new Opened(arc, open(arc));
            opened.put(arc.org(), known);
            forgetUnbound();
        }
        return known.binding();
    }

    /** Nobody asks about an org that is gone, so somebody else must clear up after it. */
    private void forgetUnbound() {
        if (opened.size() > tenants.arcs().size()) {
            opened.keySet().removeIf(org -> tenants.arc(org).isEmpty());
        }
    }

    /** How many orgs' Arcs are kept, with their keys. */
    int kept() {
        return opened.size();
    }

    private Optional<ArcBinding> open(ArcInstance arc) {
        var token =
                arc.sealedKey().isEmpty()
                        ? Optional.of("")
                        : masterKey.open(arc.sealedKey().get(), arc.org(), arc.url());
        if (token.isEmpty()) {
            refuse(arc.org(), "its key cannot be opened with " + MasterKey.VARIABLE);
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ArcBinding(
                            arc.url(),
                            arc.database(),
                            arc.measurement(),
                            token.get(),
                            arc.version()));
        } catch (IllegalArgumentException e) { // written past the rules of those who bind
            refuse(arc.org(), e.getMessage());
            return Optional.empty();
        }
    }

    /** It is this org's trouble, and nobody else's. */
    private static void refuse(OrgId org, String reason) {
        LOGGER.atError()
                .addKeyValue("org", org)
                .addKeyValue("error", reason)
                .log(
                        "the Arc of this org cannot be used; its memories wait, its reads are refused");
    }

    private Optional<ArcBinding> shared(OrgId org) {
        return config.shared()
                .filter(_ -> config.serves().serves(org))
                .map(it -> it.in(database(org, it)));
    }

    /** Orgs that share an Arc never share a database. */
    private static String database(OrgId org, ArcBinding shared) {
        if (org.value().equals(Ids.DEFAULT_ORG)) {
            return shared.database();
        }
        // Ids that we make are names that Arc takes; another's is made one.
        return ArcBinding.isName(org.value())
                ? org.value()
                : "org_"
                        + HexFormat.of()
                                .formatHex(Sha256.of(org.value().getBytes(UTF_8)), 0, DIGEST_BYTES);
    }
}
