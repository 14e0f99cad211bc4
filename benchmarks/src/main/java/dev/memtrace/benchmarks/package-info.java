/**
 * The end-to-end bench behind {@code memtrace bench}. {@link dev.memtrace.benchmarks.Bench} starts
 * a whole Memtrace in a directory of its own ({@link dev.memtrace.benchmarks.Rig}) and runs one
 * {@link dev.memtrace.benchmarks.Stage} after the other against it: first what the broker alone can
 * do, then memories of {@link dev.memtrace.benchmarks.Workload} through the front door until the
 * store is full, then reads. Each stage gives a {@link dev.memtrace.benchmarks.Result}, all of them
 * together the {@link dev.memtrace.benchmarks.Report}.
 */
package dev.memtrace.benchmarks;
