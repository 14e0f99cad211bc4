/**
 * What a Java program needs to write memories and recall them. It brings nothing of the server.
 *
 * <p>{@link dev.memtrace.client.MemtraceClient} is the REST API: {@link
 * dev.memtrace.client.Memories} takes a {@link dev.memtrace.client.NewMemory} and says what became
 * of it ({@link dev.memtrace.client.Written}), lists, searches, and listens ({@link
 * dev.memtrace.client.MemoryFeed}); {@link dev.memtrace.client.Agents} and {@link
 * dev.memtrace.client.Sessions} are the registers, and a session's history for a prompt. Each makes
 * a {@link dev.memtrace.client.Call}; {@link dev.memtrace.client.Transport} sends it, and again as
 * {@link dev.memtrace.client.Retries} allows; {@link dev.memtrace.client.Answer} is read into
 * records, or becomes a {@link dev.memtrace.client.MemtraceException}.
 *
 * <p>{@link dev.memtrace.client.MemoryProducer} writes to an org's Kafka inbox instead, for
 * programs whose events are on Kafka already.
 */
package dev.memtrace.client;
