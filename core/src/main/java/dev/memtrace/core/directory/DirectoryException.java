package dev.memtrace.core.directory;

/** The local copy of the directory cannot be read or written. */
public final class DirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
