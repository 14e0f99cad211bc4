package dev.memtrace.query;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/** Counts tokens as o200k_base does. Thread-safe. */
final class Tokens {
    private static final Encoding O200K =
            Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    private Tokens() {}

    /** Loads the vocabulary, which takes half a second, so that no client waits for it. */
    static void load() {
        count("");
    }

    /** Names of special tokens are text like any other here. */
    static int count(String text) {
        return O200K.countTokensOrdinary(text);
    }
}
