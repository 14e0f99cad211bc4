package dev.memtrace.core.memory;

/**
 * One thing wrong with a request.
 *
 * @param index place in the batch, from 0; 0 in a request for one memory
 * @param field name of the field at fault
 * @param message what was found and what is right; never repeats content
 */
public record Problem(int index, String field, String message) {}
