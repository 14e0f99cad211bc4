package dev.memtrace.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Watches from its making on how busy other processes keep the processors. One thread. */
final class Processors {
    private final OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final long startNanos = System.nanoTime();
    private final long ownNanos = system.getProcessCpuTime();

    Processors() {
        var _ = system.getCpuLoad(); // what it answers next counts from here
    }

    /** The part of all processors' time that others took, 0..1. */
    double takenByOthers() {
        double capacity =
                (double) (System.nanoTime() - startNanos) * system.getAvailableProcessors();
        double own = (system.getProcessCpuTime() - ownNanos) / capacity;
        return Math.clamp(system.getCpuLoad() - own, 0.0, 1.0);
    }
}
