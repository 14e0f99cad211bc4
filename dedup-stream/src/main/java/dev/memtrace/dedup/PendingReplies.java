package dev.memtrace.dedup;

import dev.memtrace.core.wire.Reply;
import dev.memtrace.core.wire.ReplyAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers the verdicts on memories of one request, to answer with one record instead of hundreds.
 * Kept in memory only: what a crash takes is a reply, not a verdict, and the client is told that
 * its verdict is to come. One thread.
 */
final class PendingReplies {
    private static final int ITEMS_MAX = 20_000;

    private final Map<ReplyAddress, List<Reply.Item>> gathered = new LinkedHashMap<>();
    private int items;

    /** Adds a verdict; returns the replies that are now to be sent. */
    List<Reply> add(ReplyAddress to, Reply.Item item, boolean isLast) {
        var verdicts = gathered.computeIfAbsent(to, _ -> new ArrayList<>());
        verdicts.add(item);
        items++;
        if (isLast) {
            gathered.remove(to);
            items -= verdicts.size();
            return List.of(new Reply.Verdicts(to, verdicts));
        }
        return items > ITEMS_MAX ? takeAll() : List.of();
    }

    /** Takes out everything gathered so far. */
    List<Reply> takeAll() {
        var replies = new ArrayList<Reply>(gathered.size());
        gathered.forEach((to, verdicts) -> replies.add(new Reply.Verdicts(to, verdicts)));
        gathered.clear();
        items = 0;
        return replies;
    }
}
