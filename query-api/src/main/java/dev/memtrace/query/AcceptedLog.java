package dev.memtrace.query;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiException;
import java.util.function.Consumer;

/** The accepted topic, as something to read again from where a client left. Thread-safe. */
interface AcceptedLog {
    /**
     * Begins to read; to be closed.
     *
     * @throws ApiException 503 if too many read already
     */
    Reader open();

    /** One who reads. One thread. */
    interface Reader extends AutoCloseable {
        /**
         * Whether everything from this position on is still there.
         *
         * @throws org.apache.kafka.common.KafkaException if Kafka does not say
         */
        boolean has(LogPosition position);

        /**
         * Hands on one org's memories.
         *
         * @param from the first ones, in each partition
         * @param to where to stop
         * @throws org.apache.kafka.common.KafkaException if Kafka does not hand them out, or not
         *     any more
         */
        void read(OrgId org, LogPosition from, LogPosition to, Consumer<TailRow> visitor);

        @Override
        void close();
    }
}
