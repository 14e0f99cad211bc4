package dev.memtrace.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpHeaders;

/** What a service answered. */
public record ApiAnswer(int status, HttpHeaders headers, String text) {
    private static final JsonMapper JSON = new JsonMapper();

    /** The body as JSON; missing if there is none. */
    public JsonNode body() {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("the answer is no JSON: " + text, e);
        }
    }
}
