/**
 * The glue that all services share: {@link dev.memtrace.core.service.ApiServer} serves lists of
 * {@link dev.memtrace.core.service.Route}s, asks {@link dev.memtrace.core.service.Authenticator}
 * who calls, and leaves it to {@link dev.memtrace.core.service.Failures} alone to make an HTTP
 * answer of a failure.
 */
package dev.memtrace.core.service;
