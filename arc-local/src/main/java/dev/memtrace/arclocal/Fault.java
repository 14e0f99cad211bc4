package dev.memtrace.arclocal;

import java.time.Duration;

/** What goes wrong with one write. */
sealed interface Fault {

    /** Nothing is stored, and the answer says so. */
    record Refuse(int status, String body) implements Fault {}

    /** The rows are stored, and the answer says that they are not. */
    record StoreThenRefuse(int status, String body) implements Fault {}

    /** The rows are stored, and no answer comes before the client gives up. */
    record StoreThenStall() implements Fault {}

    /** Nothing is stored, and no answer comes. */
    record Stall() implements Fault {}

    /** All is well, only later. */
    record Delay(Duration time) implements Fault {}
}
