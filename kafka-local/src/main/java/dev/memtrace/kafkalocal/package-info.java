/**
 * A real Kafka broker inside this JVM, for {@code memtrace up} and for tests.
 *
 * <p>{@link dev.memtrace.kafkalocal.EmbeddedKafka#start} takes an {@link
 * dev.memtrace.kafkalocal.EmbeddedKafkaConfig}, claims and formats the {@code DataDirectory}, binds
 * the {@code Listeners} on loopback, writes the {@code NodeSettings} and starts the {@code Node}:
 * one KRaft node that is controller and broker at once. What Kafka itself finds wrong on the way
 * comes through {@code Faults}. Whatever keeps it from starting is an {@link
 * dev.memtrace.kafkalocal.EmbeddedKafkaException} with one sentence.
 *
 * <p>It is for one machine: one replica, nothing but loopback, no authentication. Acknowledged
 * records survive a kill -9 of the process, not the loss of the machine's power or disk.
 */
package dev.memtrace.kafkalocal;
