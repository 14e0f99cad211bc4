package dev.memtrace.inbox;

import dev.memtrace.testkit.Chance;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/**
 * A producer whose owner dies in the middle of a call, before or after it took effect. Closing it
 * leaves behind what a kill would: an open transaction stays open.
 */
public final class MortalClient {
    private static final Set<String> DEADLY =
            Set.of(
                    "send",
                    "flush",
                    "beginTransaction",
                    "sendOffsetsToTransaction",
                    "commitTransaction");

    private static final Set<String> COMMITTING =
            Set.of("beginTransaction", "sendOffsetsToTransaction", "commitTransaction");

    private final Chance chance;
    private final int oneIn;
    private final Set<String> deadly;

    /**
     * @param oneIn how many calls are survived on average; 0 for all
     */
    public MortalClient(Chance chance, int oneIn) {
        this(chance, oneIn, DEADLY);
    }

    private MortalClient(Chance chance, int oneIn, Set<String> deadly) {
        this.chance = chance;
        this.oneIn = oneIn;
        this.deadly = deadly;
    }

    /** One that dies at transactions only, which are few among many sends. */
    public static MortalClient committing(Chance chance, int oneIn) {
        return new MortalClient(chance, oneIn, COMMITTING);
    }

    @SuppressWarnings("unchecked")
    public Producer<byte[], byte[]> of(Producer<byte[], byte[]> real) {
        return (Producer<byte[], byte[]>)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Producer.class},
                        (_, method, arguments) -> {
                            boolean dies =
                                    oneIn > 0
                                            && deadly.contains(method.getName())
                                            && chance.onceIn(oneIn);
                            if (dies && chance.onceIn(2)) {
                                throw new KafkaException("died before " + method.getName());
                            }
                            try {
                                var result = method.invoke(real, arguments);
                                if (dies) {
                                    throw new KafkaException("died after " + method.getName());
                                }
                                return result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
