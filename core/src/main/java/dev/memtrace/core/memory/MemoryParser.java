package dev.memtrace.core.memory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads create-requests as both doors take them, in one pass over the bytes and without a tree.
 * Immutable, so threads may share it freely.
 */
public final class MemoryParser {
    private static final JsonFactory JSON = new JsonFactory();

    private final MemoryLimits limits;

    public MemoryParser(MemoryLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads one request.
     *
     * @param now what "5 minutes from now" is measured from
     * @throws MalformedJsonException if the body is not one JSON object; anything that is wrong
     *     inside a well-formed one is a {@link Problem}
     */
    public CreateRequest parse(byte[] body, Instant now) {
        try (var json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedJsonException(
                        json.currentToken() == null
                                ? "the body is empty; send a JSON object"
                                : "the body must be a JSON object");
            }
            var request = readRequest(json, body, now);
            if (json.nextToken() != null) {
                throw new MalformedJsonException("the body goes on after the JSON object");
            }
            return request;
        } catch (JsonProcessingException e) {
            throw MalformedJsonException.at(e);
        } catch (IOException e) {
            throw new MalformedJsonException("the body is not JSON");
        }
    }

    private CreateRequest readRequest(JsonParser json, byte[] body, Instant now)
            throws IOException {
        var singleProblems = new ArrayList<Problem>();
        var batchProblems = new ArrayList<Problem>();
        var single = new DraftFields(body, now, limits, singleProblems);
        single.startItem(0);
        var batch = List.<MemoryDraft>of();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var field = json.currentName();
            json.nextToken();
            if (!field.equals("memories")) {
                single.read(field, json);
            } else if (json.currentToken() == JsonToken.START_ARRAY) {
                batchProblems.clear();
                batch =
                        readBatch(
                                json,
                                new DraftFields(body, now, limits, batchProblems),
                                batchProblems);
            } else if (json.currentToken() == JsonToken.VALUE_NULL) {
                json.skipChildren();
            } else {
                json.skipChildren();
                batchProblems.add(new Problem(0, "memories", "memories must be an array"));
            }
        }
        // An empty array is no batch, as in the original: the object itself is then the memory.
        if (!batch.isEmpty() || !batchProblems.isEmpty()) {
            return new CreateRequest(true, batch, batchProblems);
        }
        var drafts = new ArrayList<MemoryDraft>();
        single.finishItem().ifPresent(drafts::add);
        return new CreateRequest(false, drafts, singleProblems);
    }

    private List<MemoryDraft> readBatch(JsonParser json, DraftFields item, List<Problem> problems)
            throws IOException {
        var drafts = new ArrayList<MemoryDraft>();
        int index = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (index >= limits.batchItemsMax()) {
                json.skipChildren();
            } else if (json.currentToken() == JsonToken.START_OBJECT) {
                item.startItem(index);
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    var field = json.currentName();
                    json.nextToken();
                    item.read(field, json);
                }
                item.finishItem().ifPresent(drafts::add);
            } else {
                json.skipChildren();
                if (problems.size() < MemoryLimits.PROBLEMS_MAX) {
                    problems.add(new Problem(index, "memories", "each memory must be an object"));
                }
            }
            index++;
        }
        if (index > limits.batchItemsMax()) {
            problems.clear();
            problems.add(
                    new Problem(
                            limits.batchItemsMax(),
                            "memories",
                            "at most "
                                    + limits.batchItemsMax()
                                    + " memories per request, got "
                                    + index));
        }
        return drafts;
    }
}
