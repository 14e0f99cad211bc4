/**
 * The fault suite: one deployment of real processes serves one seed after the other. A {@link
 * dev.memtrace.cli.faults.SeedPlan} is all that follows from a seed. {@link
 * dev.memtrace.cli.faults.Writers} post what it says, while the {@link
 * dev.memtrace.cli.faults.Injector} does to the {@link dev.memtrace.cli.faults.Deployment} what it
 * says; what clients were told goes to the {@link dev.memtrace.cli.faults.Ledger}. When all is
 * whole again, the {@link dev.memtrace.cli.faults.Judge} compares that with what {@link
 * dev.memtrace.cli.faults.Reads} are served.
 */
package dev.memtrace.cli.faults;
