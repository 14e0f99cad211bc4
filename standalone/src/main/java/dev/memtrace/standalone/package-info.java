/**
 * Everything in one process, for one machine: {@link dev.memtrace.standalone.Standalone} starts a
 * broker, a store and the five services, in order, behind one port. There is no logic here.
 */
package dev.memtrace.standalone;
