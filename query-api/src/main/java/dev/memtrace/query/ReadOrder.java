package dev.memtrace.query;

/** Which memories come first: the newest or the oldest. Equal times are ordered by id. */
enum ReadOrder {
    DESC,
    ASC
}
