package dev.memtrace.cli;

/**
 * A command cannot do what it was asked. The message is one sentence for the person at the console.
 */
class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }
}
