package dev.memtrace.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.OrgId;

/** TEMP. */
public sealed interface AccountKey {
    record Served(OrgId org, int partition) implements AccountKey {
        @Override
        public byte[] encode() {
            return ("served:" + org + ":" + partition).getBytes(UTF_8);
        }
    }

    record Other() implements AccountKey {
        @Override
        public byte[] encode() {
            return new byte[0];
        }
    }

    byte[] encode();

    static AccountKey decode(byte[] key) {
        var p = new String(key, UTF_8).split(":", -1);
        return p[0].equals("served")
                ? new Served(new OrgId(p[1]), Integer.parseInt(p[2]))
                : new Other();
    }
}
