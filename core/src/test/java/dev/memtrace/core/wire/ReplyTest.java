package dev.memtrace.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.testkit.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplyTest {
    @Test
    void any_reply_is_read_back_and_names_its_partition() {
        Seeds.forEach(
                200,
                chance -> {
                    var to =
                            new ReplyAddress(
                                    chance.within(0, 1_000), chance.generator().nextLong());
                    var items =
                            IntStream.range(0, chance.within(0, 50))
                                    .mapToObj(
                                            i ->
                                                    new Reply.Item(
                                                            i,
                                                            chance.onceIn(2)
                                                                    ? new Verdict.Accepted()
                                                                    : new Verdict.Duplicate(
                                                                            new MemoryId(
                                                                                    i,
                                                                                    chance.generator()
                                                                                            .nextLong()),
                                                                            chance.onceIn(2))))
                                    .toList();
                    var verdicts = new Reply.Verdicts(to, items);
                    var decided = new Reply.Decided(to, chance.nastyText(100));

                    assertThat(Reply.decode(verdicts.encode())).isEqualTo(verdicts);
                    assertThat(Reply.decode(decided.encode())).isEqualTo(decided);
                    assertThat(Reply.partitionOf(verdicts.encode())).isEqualTo(to.partition());
                });
    }

    @Test
    void a_reply_cut_short_is_undecodable() {
        var items =
                IntStream.range(0, 3)
                        .mapToObj(i -> new Reply.Item(i, new Verdict.Accepted()))
                        .toList();
        var bytes = new Reply.Verdicts(new ReplyAddress(1, 2), items).encode();

        for (int length = 0; length < bytes.length; length++) {
            var cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Reply.decode(cut)).isInstanceOf(UndecodableException.class);
        }
    }
}
