package dev.memtrace.core.accounts;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * Tells where each org's memories are. Each answer is as of one moment and adds up; the sink's part
 * may be a little older than dedup's, and what was proven since is in flight then. Reads from Kafka
 * when asked, one question after the other. Thread-safe; may block for seconds.
 */
public final class PipelineAccounts implements AutoCloseable {
    private static final Duration TURN_WAIT_MAX = Duration.ofSeconds(10);
    private static final Duration ANSWER_WAIT_MAX = Duration.ofSeconds(5);

    /** Many times as long as dedup-stream may take to tell of what it has decided. */
    private static final Duration SETTLING_MAX = Duration.ofSeconds(2);

    private static final Duration SETTLING_EVERY = Duration.ofMillis(20);

    private final KafkaConfig kafka;
    private final ReentrantLock turn = new ReentrantLock(true);

    /** Opened with the first question, and anew after a failure; under {@link #turn}. */
    private Optional<AccountSources> sources = Optional.empty();

    /**
     * The accounts of all orgs that have one.
     *
     * @param unsettled those that cannot be told: more is served of them than is known to be
     *     accepted
     */
    public record All(Map<OrgId, OrgAccount> accounts, Set<OrgId> unsettled) {
        public All {
            accounts = Map.copyOf(accounts);
            unsettled = Set.copyOf(unsettled);
        }
    }

    /** Opens nothing yet. */
    public PipelineAccounts(KafkaConfig kafka) {
        this.kafka = kafka;
    }

    /**
     * The account of one org; {@link OrgAccount#EMPTY} if nothing is known of it.
     *
     * @throws KafkaUnavailableException if it cannot be told for now
     */
    public OrgAccount of(OrgId org) {
        return asked(
                () -> {
                    var accounts = sources().accounts();
                    if (!settle(() -> accounts.isSettled(org))) {
                        throw new KafkaUnavailableException(
                                "the accounts of this org do not agree yet; try again", null);
                    }
                    var undecided =
                            sources().undecided().count(UndecidedScan.Bounds.of(org, accounts));
                    return account(accounts, org, undecided);
                });
    }

    /**
     * The accounts of all orgs.
     *
     * @throws KafkaUnavailableException if they cannot be told for now
     */
    public All all() {
        return asked(
                () -> {
                    var accounts = sources().accounts();
                    settle(() -> accounts.orgs().stream().allMatch(accounts::isSettled));
                    var undecided =
                            sources().undecided().count(UndecidedScan.Bounds.ofAll(accounts));
                    var orgs = new HashSet<>(accounts.orgs());
                    orgs.addAll(undecided.keySet());
                    var told = new HashMap<OrgId, OrgAccount>();
                    var unsettled = new HashSet<OrgId>();
                    for (var org : orgs) {
                        if (accounts.isSettled(org)) {
                            told.put(org, account(accounts, org, undecided));
                        } else {
                            unsettled.add(org);
                        }
                    }
                    return new All(told, unsettled);
                });
    }

    /**
     * For how long {@code accepted} keeps memories; empty if for ever.
     *
     * @throws KafkaUnavailableException if Kafka does not say
     */
    public Optional<Duration> retention() {
        return asked(() -> sources().retention());
    }

    private <T> T asked(Supplier<T> question) {
        try {
            if (!turn.tryLock(TURN_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new KafkaUnavailableException("too many ask for accounts; try again", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnavailableException("interrupted while waiting for accounts", e);
        }
        try {
            return question.get();
        } catch (KafkaException e) {
            close();
            throw new KafkaUnavailableException("Kafka does not tell the accounts; try again", e);
        } finally {
            turn.unlock();
        }
    }

    private AccountSources sources() {
        if (sources.isEmpty()) {
            sources = Optional.of(AccountSources.open(kafka, ANSWER_WAIT_MAX));
        }
        return sources.get();
    }

    /** Reads on, and waits a moment for what belongs together to arrive. */
    private boolean settle(BooleanSupplier isSettled) {
        long began = System.nanoTime();
        sources().accounts().readOn();
        while (!isSettled.getAsBoolean()) {
            if (System.nanoTime() - began > SETTLING_MAX.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(SETTLING_EVERY.toNanos());
            sources().accounts().readOn();
        }
        return true;
    }

    private static OrgAccount account(
            AccountsReader accounts, OrgId org, Map<OrgId, Long> undecided) {
        var sum = new AccountSum();
        accounts.of(org).values().forEach(sum::add);
        return sum.account(undecided.getOrDefault(org, 0L));
    }

    @Override
    public void close() {
        turn.lock();
        try {
            sources.ifPresent(AccountSources::close);
            sources = Optional.empty();
        } finally {
            turn.unlock();
        }
    }
}
