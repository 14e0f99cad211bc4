package dev.memtrace.cli.faults;

import java.io.IOException;
import java.io.OutputStream;

/** Ends this process when the test that has started it is gone, however that came about. */
final class ParentWatch {
    private ParentWatch() {}

    /** Standard input is a pipe from the test, on which nothing comes but the end. */
    static void start() {
        Thread.ofPlatform().daemon().name("parent-watch").start(ParentWatch::watch);
    }

    private static void watch() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // The pipe is broken, which is the end, too.
        }
        Runtime.getRuntime().halt(1);
    }
}
