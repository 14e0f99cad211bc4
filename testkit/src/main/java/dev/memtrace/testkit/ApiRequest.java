package dev.memtrace.testkit;

import java.net.URI;
import java.net.http.HttpHeaders;

/** What a client asked. */
record ApiRequest(String method, URI uri, HttpHeaders headers, String text) {}
