/**
 * The {@code memtrace} command: a table of contents over what the other rooms can do, and the words
 * a person reads.
 */
package dev.memtrace.cli;
