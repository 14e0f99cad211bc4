/**
 * Configuration: {@link dev.memtrace.core.config.Settings} reads text once, at start, and hands out
 * checked values; each service turns them into its own record. What it cannot use it reports all at
 * once.
 */
package dev.memtrace.core.config;
