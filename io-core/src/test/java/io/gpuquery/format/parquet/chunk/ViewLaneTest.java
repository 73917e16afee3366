package io.gpuquery.format.parquet.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.column.ColumnType;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.format.parquet.encoding.ByteValues;
import io.gpuquery.format.parquet.encoding.PageBytes;
import io.gpuquery.format.parquet.encoding.PageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ViewLaneTest {
    private static ByteValues values(String... texts) {
        ByteValues values = new ByteValues();
        values.ensure(texts.length);
        values.bytes = Arrays.copyOf(
                String.join("", texts).getBytes(StandardCharsets.UTF_8),
                String.join("", texts).length() + PageBytes.PADDING_BYTES);
        Arrays.fill(values.bytes, values.bytes.length - PageBytes.PADDING_BYTES, values.bytes.length, (byte) '!');
        int at = 0;
        for (int i = 0; i < texts.length; i++) {
            values.offsets[i] = at;
            values.lengths[i] = texts[i].length();
            at += texts[i].length();
        }
        return values;
    }

    private static List<@Nullable String> take(ViewLane lane, int rows) {
        List<@Nullable String> result = new ArrayList<>();
        try (ViewColumn column = lane.take(rows)) {
            for (int row = 0; row < rows; row++) {
                result.add(column.isNull(row) ? null : column.getString(row));
            }
            assertThat(column.data().stream()
                            .mapToInt(slice -> slice.lengthBytes())
                            .sum())
                    .isEqualTo(result.stream()
                            .mapToInt(text -> text == null || text.length() <= 12 ? 0 : text.length())
                            .sum());
        }
        return result;
    }

    @Test
    void textsOfEveryLengthComeBack() {
        String[] texts = new String[40];
        Arrays.setAll(texts, length -> "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST".substring(0, length));
        ViewLane lane = new ViewLane(ColumnType.VARCHAR, 1 << 20);
        lane.append(values(texts), 40);

        assertThat(take(lane, 40)).containsExactly(texts);
    }

    @Test
    void rowsThatAreNotTakenStay() {
        String a = "a text that is too long for a view";
        String b = "another text, just as long, or longer";
        ViewLane lane = new ViewLane(ColumnType.VARCHAR, 1 << 20);
        lane.append(values("short", a), 2);
        lane.append(values(b, "b"), new byte[] {0, 1, 1, 0}, 4);
        lane.append(values(a + a), 1);

        assertThat(take(lane, 2)).containsExactly("short", a);
        assertThat(lane.rowCount()).isEqualTo(5);
        assertThat(take(lane, 3)).containsExactly(null, b, "b");
        lane.append(values(b), 1);
        assertThat(take(lane, 3)).containsExactly(null, a + a, b);
        assertThat(lane.dataBytes()).isZero();
        assertThat(lane.rowCount()).isZero();
    }

    @Test
    void textsBeyondTheLimitAreRefused() {
        ViewLane lane = new ViewLane(ColumnType.VARCHAR, 30);
        lane.append(values("a text of 24 characters."), 1);

        assertThatThrownBy(() -> lane.append(values("13 characters"), 1))
                .isInstanceOf(PageException.class)
                .hasMessage("a few values take more than 30 bytes")
                .extracting(e -> ((PageException) e).hint())
                .isEqualTo("Give Java more memory (-Xmx), or leave this column out.");
    }
}
