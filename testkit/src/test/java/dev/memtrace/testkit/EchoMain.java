package dev.memtrace.testkit;

import java.util.concurrent.CountDownLatch;

/** Repeats what it is told, then waits for its end. */
final class EchoMain {
    private EchoMain() {}

    public static void main(String[] args) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("bye")));
        System.out.println(System.getProperty("greeting", "no greeting"));
        for (var arg : args) {
            System.out.println(arg);
        }
        new CountDownLatch(1).await();
    }
}
