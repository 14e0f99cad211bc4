package dev.memtrace.query;

import dev.memtrace.core.service.Call;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Fields in the query string; lists are joined by commas. */
record ParameterFields(Call call) implements Fields {
    @Override
    public Optional<String> text(String field) {
        return call.parameter(field);
    }

    @Override
    public Optional<BigInteger> whole(String field) {
        return text(field)
                .map(
                        value -> {
                            try {
                                return new BigInteger(value.strip());
                            } catch (NumberFormatException e) {
                                throw Fields.wrong(field, "a whole number", value);
                            }
                        });
    }

    @Override
    public Optional<Double> number(String field) {
        return text(field)
                .map(
                        value -> {
                            try {
                                return Double.valueOf(value.strip());
                            } catch (NumberFormatException e) {
                                throw Fields.wrong(field, "a number", value);
                            }
                        });
    }

    @Override
    public List<String> list(String field) {
        return call.parameters(field).stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }
}
