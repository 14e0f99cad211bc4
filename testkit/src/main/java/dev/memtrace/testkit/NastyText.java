package dev.memtrace.testkit;

import java.util.List;

/** Pieces of text that have broken encoders, masks, parsers and terminals before. */
final class NastyText {
    static final List<String> FRAGMENTS =
            List.of(
                    "'",
                    "''",
                    "\"",
                    "\\",
                    "\\'",
                    "\\n",
                    "\\u0000",
                    "`",
                    "\n",
                    "\r\n",
                    "\r",
                    "\t",
                    "\u0001",
                    "\u001b[31m",
                    "\u007f",
                    "\u0085",
                    "\u00a0",
                    "\u2028",
                    "\ufeff",
                    "\ufffd",
                    "\uffff",
                    "e\u0301",
                    "\u00e9",
                    "\u0130",
                    "\u00df",
                    "\u200b",
                    "\u202e",
                    "\u05e9\u05dc\u05d5\u05dd",
                    "\u0645\u0631\u062d\u0628\u0627",
                    "\u65e5\u672c\u8a9e",
                    "\ud83d\ude00",
                    "\ud83d\udc69\u200d\ud83d\udcbb",
                    "\ud83c\uddea\ud83c\uddfa",
                    "__STR_0__",
                    "__STR_1__",
                    "__STR_",
                    "$1",
                    "$$",
                    "${env}",
                    "{{x}}",
                    "%s",
                    "%",
                    "_",
                    "*",
                    "?",
                    ";",
                    "--",
                    "/*",
                    "*/",
                    "|",
                    ",",
                    " ",
                    "<script>",
                    "&amp;",
                    "NULL",
                    "null",
                    "true",
                    "NaN",
                    "0",
                    "-1",
                    "1e999",
                    " OR 1=1 ",
                    "SELECT ",
                    " FROM memory",
                    " UNION ALL ",
                    "DROP TABLE memory",
                    " WHERE ",
                    " LIMIT 0",
                    "read_parquet('/etc/passwd')",
                    "word ");

    private NastyText() {}

    /** At most so many chars, without half of a surrogate pair at the end. */
    static String cut(StringBuilder text, int charsMax) {
        if (text.length() <= charsMax) {
            return text.toString();
        }
        boolean splitsPair =
                charsMax > 0
                        && Character.isHighSurrogate(text.charAt(charsMax - 1))
                        && Character.isLowSurrogate(text.charAt(charsMax));
        return text.substring(0, splitsPair ? charsMax - 1 : charsMax);
    }
}
