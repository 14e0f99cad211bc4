package dev.memtrace.sink;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.producer.Producer;

/** A real producer, on which the sink dies now and then: before a call or after it. */
final class MortalProducer {
    private MortalProducer() {}

    /** The same clients, with such a producer. */
    static SinkClients in(SinkClients clients, MortalArc.Fate fate) {
        return new SinkClients(
                clients.accepted(),
                clients.again(),
                mortal(clients.producer(), fate),
                clients.kept());
    }

    @SuppressWarnings("unchecked")
    private static Producer<byte[], byte[]> mortal(
            Producer<byte[], byte[]> producer, MortalArc.Fate fate) {
        return (Producer<byte[], byte[]>)
                Proxy.newProxyInstance(
                        Producer.class.getClassLoader(),
                        new Class<?>[] {Producer.class},
                        (_, method, arguments) -> {
                            fate.decide();
                            try {
                                var result = method.invoke(producer, arguments);
                                fate.decide();
                                return result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
