package dev.memtrace.core.service;

/** What a key may do; admin may do everything. */
public enum Permission {
    READ,
    WRITE,
    ADMIN
}
