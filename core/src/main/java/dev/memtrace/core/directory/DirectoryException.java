package dev.memtrace.core.directory;

/** The local copy of the directory cannot be read or written. */
public final class DirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean isDamage;

    public DirectoryException(String message, Throwable cause) {
        super(message, cause);
        this.isDamage = false;
    }

    private DirectoryException(String message) {
        super(message);
        this.isDamage = true;
    }

    /** The file cannot be used as it is; filling a new one helps. */
    static DirectoryException damage(String what) {
        return new DirectoryException("the directory's file " + what);
    }

    boolean isDamage() {
        return isDamage;
    }
}
