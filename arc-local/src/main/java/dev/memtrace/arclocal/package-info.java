/**
 * An embedded server that speaks the part of Arc's wire that Memtrace uses, on DuckDB.
 *
 * <p>The way of a batch: {@code WriteRoutes} takes the body, {@code Compression} unpacks it, {@code
 * PayloadDecoder} turns it into {@code ColumnBatch}es, an {@code Intake} decides when they are
 * stored ({@code ImmediateIntake} before the answer, {@code BufferedIntake} later, as Arc does),
 * and {@code Database} stores them: {@code TableShape} makes room for new columns and {@code
 * BatchFunction} hands the columns to DuckDB.
 *
 * <p>The way of a question: {@code QueryRoutes} takes the SQL, {@code SqlGuard} refuses what Arc
 * refuses, {@code SqlRewriter} puts tables in the place of measurements, {@code QueryCursor} runs
 * it while the {@code CommitGate} keeps commits away, and {@code RowEncoder} writes rows the way
 * Arc writes them.
 *
 * <p>{@code Engine} owns DuckDB: one instance, one file per Arc database, all native calls on a few
 * named platform threads. {@code Habits} and {@code Faults} let a test have Arc's worse days.
 *
 * <p>Where it is kinder than Arc: it never misreads a literal, it never prunes by time, and an
 * answer with {@code success} is always whole.
 */
package dev.memtrace.arclocal;
