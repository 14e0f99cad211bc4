package dev.memtrace.cli;

import java.util.ArrayList;
import java.util.List;

/** Reads all that is stored, page by page. */
final class StoredMemories {
    private StoredMemories() {}

    /** The contents of all memories, repeats included if there are any. */
    static List<String> of(Up up) {
        var contents = new ArrayList<String>();
        var cursor = "";
        do {
            var page = up.get("/api/v1/memories?limit=1000" + cursor).body();
            page.path("memories").forEach(memory -> contents.add(memory.path("content").asText()));
            cursor =
                    page.path("has_more").asBoolean()
                            ? "&cursor=" + page.path("next_cursor").asText()
                            : "";
        } while (!cursor.isEmpty());
        return contents;
    }
}
