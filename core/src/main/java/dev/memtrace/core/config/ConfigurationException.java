package dev.memtrace.core.config;

import java.util.List;

/**
 * The configuration cannot be used. The message names every key, what was found and what would be
 * right.
 */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(List<String> problems) {
        super(
                "configuration has "
                        + problems.size()
                        + " problem(s):\n  "
                        + String.join("\n  ", problems));
    }
}
