/**
 * The glue that all services share: {@link dev.memtrace.core.service.ApiServer} serves lists of
 * {@link dev.memtrace.core.service.Route}s, asks {@link dev.memtrace.core.service.Authenticator}
 * who calls, and is the only place where a failure becomes an HTTP answer.
 */
package dev.memtrace.core.service;
