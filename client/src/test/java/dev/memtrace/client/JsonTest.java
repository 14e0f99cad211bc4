package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class JsonTest {
    @TestFactory
    Stream<DynamicTest> maps_come_back_from_json_as_they_were_copied() {
        return Seeds.tests(
                200,
                chance -> {
                    var copy = Json.copyOf("metadata", map(chance, 0));

                    var text = Json.text(Json.tree(copy));

                    assertThat(Json.map(Json.MAPPER.readTree(text))).isEqualTo(copy);
                });
    }

    /** Anything that JSON objects can hold, less deep the greater {@code depth} is. */
    static Map<String, Object> map(Chance chance, int depth) {
        var map = new HashMap<String, Object>();
        for (int i = chance.within(0, 5); i > 0; i--) {
            map.put(chance.nastyText(40), value(chance, depth));
        }
        return map;
    }

    private static Object value(Chance chance, int depth) {
        var random = chance.generator();
        return switch (chance.within(0, depth < 4 ? 11 : 9)) {
            case 0 -> null;
            case 1 -> chance.onceIn(2);
            case 2 -> random.nextInt();
            case 3 -> random.nextLong();
            case 4 -> (short) random.nextInt();
            case 5 -> new BigInteger(String.valueOf(random.nextLong())).pow(3);
            case 6 -> new BigDecimal(BigInteger.valueOf(random.nextLong()), chance.within(-50, 50));
            case 7 -> random.nextDouble() * Math.pow(10, chance.within(-300, 300));
            case 8 -> random.nextFloat();
            case 9 -> chance.nastyText(200);
            case 10 -> map(chance, depth + 1);
            default -> {
                var list = new ArrayList<>();
                for (int i = chance.within(0, 4); i > 0; i--) {
                    list.add(value(chance, depth + 1));
                }
                yield list;
            }
        };
    }

    @Test
    void a_copy_cannot_be_changed_and_does_not_change() {
        var inner = new ArrayList<Object>(List.of(1));
        var map = new HashMap<String, Object>(Map.of("list", inner));
        var copy = Json.copyOf("metadata", map);

        inner.add(2);
        map.put("more", true);

        assertThat(copy).isEqualTo(Map.of("list", List.of(1)));
        assertThatThrownBy(() -> copy.put("x", 1))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void what_is_no_json_is_refused_by_its_name() {
        assertRefused(Map.of("when", Instant.EPOCH), "metadata.when is no JSON value");
        assertRefused(Map.of("n", Double.NaN), "metadata.n is no JSON value");
        assertRefused(Map.of("n", new AtomicInteger()), "metadata.n is no JSON value");
        assertRefused(Map.of("m", Map.of(1, "x")), "metadata.m has a key that is no text");
        assertRefused(Map.of("t", "\udc00"), "metadata.t has half of a surrogate pair");
        var circle = new HashMap<String, Object>();
        circle.put("self", circle);
        assertRefused(circle, "nested more than 990 deep");
    }

    private static void assertRefused(Map<String, Object> map, String message) {
        assertThatThrownBy(() -> Json.copyOf("metadata", map))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
