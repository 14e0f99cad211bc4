package dev.memtrace.arclocal;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;

/** {@code POST /api/v1/query}: one question in SQL, one answer in rows. */
final class QueryRoutes implements HttpService {
    /** SQL itself may have 10,000 bytes; JSON can need six for one. */
    private static final long BODY_BYTES_MAX = 128 * 1024;

    private final Queries queries;
    private final Faults faults;
    private final Clock clock;

    QueryRoutes(Queries queries, Faults faults, Clock clock) {
        this.queries = queries;
        this.faults = faults;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/", this::query);
    }

    private void query(ServerRequest request, ServerResponse response) {
        var started = System.nanoTime();
        var sql = sql(request);
        var database = database(request);
        switch (faults.nextQuery().orElse(null)) {
            case null -> {}
            case Fault.Refuse(int status, String error) -> throw new ArcFailure(status, error);
            case Fault.Delay(var time) -> faults.await(time);
            case Fault.Stall _, Fault.StoreThenStall _, Fault.StoreThenRefuse _ ->
                    throw faults.stall();
        }
        response.header(HeaderValues.CONTENT_TYPE_JSON);
        try {
            answer(sql, database, new QueryAnswer(response, clock, started));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(String sql, Optional<String> database, QueryAnswer answer)
            throws IOException {
        var cursor = queries.run(sql, database);
        if (cursor.isEmpty()) {
            answer.empty();
            return;
        }
        try (var open = cursor.get()) {
            answer.rows(open);
        }
    }

    private static String sql(ServerRequest request) {
        var body = Bodies.read(request, BODY_BYTES_MAX);
        var isJson =
                request.headers()
                        .contentType()
                        .map(type -> type.text().contains("json"))
                        .orElse(false);
        if (!isJson) {
            throw new ArcFailure(400, "Invalid request body: content type must be JSON");
        }
        var sql = Json.read(body).path("sql");
        return sql.isTextual() ? sql.textValue() : "";
    }

    private static Optional<String> database(ServerRequest request) {
        var database = Headers.database(request);
        if (database.isPresent() && !Names.isReadDatabase(database.get())) {
            throw new ArcFailure(400, "Invalid database name in x-arc-database header");
        }
        return database;
    }
}
