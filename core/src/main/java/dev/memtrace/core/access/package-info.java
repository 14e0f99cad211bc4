/**
 * Who may do what on a Kafka that asks: {@link dev.memtrace.core.access.ServiceUser} are our own
 * users, {@link dev.memtrace.core.access.Rights} what each of them needs, and {@link
 * dev.memtrace.core.access.AccessControl} gives them that, and an org's producers and consumers
 * their topics; {@link dev.memtrace.core.access.ScramUsers} makes them known.
 */
package dev.memtrace.core.access;
