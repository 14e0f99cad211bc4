package dev.memtrace.core.service;

/** The port cannot be opened, nearly always because another program has it. */
public final class PortInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortInUseException(String host, int port) {
        super("cannot listen on " + host + ":" + port + "; another program seems to use this port");
    }
}
