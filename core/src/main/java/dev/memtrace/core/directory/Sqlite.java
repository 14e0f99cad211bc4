package dev.memtrace.core.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What the connections to the directory's file have in common. */
final class Sqlite {
    private Sqlite() {}

    /** Something that may fail in SQLite's way. */
    interface Work<T> {
        T run() throws SQLException;
    }

    static Connection connect(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw unusable(file, e);
        }
        Connection connection;
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        } catch (SQLException e) {
            throw failure(e, unusable(file, e));
        }
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            // The topic is the truth: what a power cut takes from the file is replayed from there.
            statement.execute("PRAGMA synchronous = NORMAL");
            statement.execute("PRAGMA busy_timeout = 5000");
            return connection;
        } catch (SQLException e) {
            close(connection);
            throw failure(e, unusable(file, e));
        }
    }

    static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new DirectoryException("the directory's file failed", e);
        }
    }

    private static DirectoryException unusable(Path file, Exception cause) {
        return new DirectoryException(
                "the directory's file "
                        + file
                        + " cannot be opened; choose another with auth.db_path",
                cause);
    }

    /**
     * Does {@code work}.
     *
     * @throws DirectoryException if SQLite fails
     */
    static <T> T run(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw failure(e, new DirectoryException("the directory's file failed", e));
        }
    }

    private static DirectoryException failure(SQLException e, DirectoryException otherwise) {
        // Only the low byte tells the kind of failure; the rest is detail.
        int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : 0;
        boolean isDamage =
                code == SQLiteErrorCode.SQLITE_CORRUPT.code
                        || code == SQLiteErrorCode.SQLITE_NOTADB.code;
        return isDamage ? DirectoryException.damage("is damaged") : otherwise;
    }
}
