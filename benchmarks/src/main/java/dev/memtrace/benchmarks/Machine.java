package dev.memtrace.benchmarks;

/** What the run had to run on. */
record Machine(int processors, long heapMaxMebibytes, String java, String system) {
    static Machine present() {
        var runtime = Runtime.getRuntime();
        return new Machine(
                runtime.availableProcessors(),
                runtime.maxMemory() >> 20,
                Runtime.version().toString(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }
}
