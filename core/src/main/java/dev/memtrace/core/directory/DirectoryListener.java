package dev.memtrace.core.directory;

import java.util.List;

/** Is told what a {@link DirectoryFollower} has applied, on the follower's thread. */
interface DirectoryListener {
    /** These are applied and can be read. */
    void applied(List<DirectoryChange> changes);

    /** Everything may be different from what was said before: the copy was made anew. */
    void replaced();
}
