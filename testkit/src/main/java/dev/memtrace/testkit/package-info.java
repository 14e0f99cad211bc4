/**
 * What the tests of several rooms share. Every room has it in test scope only.
 *
 * <p>{@link dev.memtrace.testkit.Broker} is the one Kafka broker of a test JVM, in the process or
 * in a container. {@link dev.memtrace.testkit.Seeds} runs a trial over and over, each time with
 * another {@link dev.memtrace.testkit.Chance}, and names the seed that failed. {@link
 * dev.memtrace.testkit.ChildJvm} runs a main class in a process of its own, which a test may kill.
 * {@link dev.memtrace.testkit.ApiClient} calls our services as their clients do, and {@link
 * dev.memtrace.testkit.ApiContract} holds what it sees against docs/openapi.yaml.
 */
package dev.memtrace.testkit;
