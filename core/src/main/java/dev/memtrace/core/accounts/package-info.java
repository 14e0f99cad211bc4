/**
 * Where each org's memories are, counted. {@link dev.memtrace.core.accounts.AccountsReader} follows
 * what dedup-stream and arc-sink say on the accounts topic, and has {@link
 * dev.memtrace.core.accounts.Pairing} put together what belongs together; {@link
 * dev.memtrace.core.accounts.UndecidedScan} counts what nobody has decided yet; {@link
 * dev.memtrace.core.accounts.PipelineAccounts} makes {@link dev.memtrace.core.accounts.OrgAccount}s
 * of both.
 */
package dev.memtrace.core.accounts;
