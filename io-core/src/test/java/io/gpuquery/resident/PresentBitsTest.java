package io.gpuquery.resident;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Validity;
import io.gpuquery.memory.MemoryBlock;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bits of rows that come in stretches of all lengths, from all places of a bitmap. */
class PresentBitsTest {
    /** Rows in all, the longest stretch, and nulls of a hundred. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 100",
        "63, 70, 50",
        "64, 64, 1",
        "65, 3, 100",
        "1000, 130, 0",
        "1000, 130, 10",
        "1000, 7, 90",
        "5000, 300, 1"
    })
    void tellsWhatEachRowIs(int rows, int longest, int nullsOfHundred) {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            PresentBits bits = new PresentBits();
            BitSet expected = new BitSet();
            while (bits.rowCount() < rows) {
                int count = Math.min(rows - bits.rowCount(), 1 + random.nextInt(longest));
                append(bits, expected, random, count, nullsOfHundred);
            }
            check(bits, expected, random, rows);
        }
    }

    private static void append(PresentBits bits, BitSet expected, Random random, int count, int nullsOfHundred) {
        int start = bits.rowCount();
        if (random.nextInt(3) == 0) {
            expected.set(start, start + count);
            bits.append(Validity.allValid(count), 0, count);
            return;
        }
        int from = random.nextInt(20);
        int nulls = 0;
        byte[] bitmap = new byte[(from + count + 7) / 8];
        // What lies before and behind is no row.
        random.nextBytes(bitmap);
        for (int i = 0; i < count; i++) {
            boolean present = random.nextInt(100) >= nullsOfHundred;
            int at = from + i;
            bitmap[at >>> 3] =
                    (byte) (present ? bitmap[at >>> 3] | 1 << (at & 7) : bitmap[at >>> 3] & ~(1 << (at & 7)));
            expected.set(start + i, present);
            nulls += present ? 0 : 1;
        }
        try (MemoryBlock block = MemoryBlock.allocate(bitmap.length)) {
            block.slice(0, bitmap.length).put(bitmap);
            Validity validity = Validity.of(new BufferSlice(block, 0, bitmap.length), from + count, Math.max(1, nulls));
            bits.append(validity, from, count);
        }
    }

    private static void check(PresentBits bits, BitSet expected, Random random, int rows) {
        assertThat(bits.rowCount()).isEqualTo(rows);
        assertThat(bits.nullCount()).isEqualTo(rows - expected.cardinality());
        for (int row = 0; row < rows; row++) {
            assertThat(bits.isPresent(row)).isEqualTo(expected.get(row));
        }
        int from = random.nextInt(rows);
        int to = from + random.nextInt(rows - from + 1);
        assertThat(bits.nulls(from, to))
                .isEqualTo(to - from - expected.get(from, to).cardinality());
        assertThat(bits.nextNull(from, to)).isEqualTo(Math.min(to, expected.nextClearBit(from)));
        int[] masks = new int[to - from];
        bits.masks(from, to - from, masks);
        for (int i = 0; i < masks.length; i++) {
            assertThat(masks[i]).isEqualTo(expected.get(from + i) ? -1 : 0);
        }
        if (bits.nullCount() == 0) {
            assertThat(bits.lengthBytes()).isZero();
            return;
        }
        try (MemoryBlock block = MemoryBlock.allocate(bits.lengthBytes())) {
            bits.write(block, 0);
            byte[] written = new byte[bits.lengthBytes()];
            block.slice(0, written.length).get(written);
            assertThat(BitSet.valueOf(written)).isEqualTo(expected);
        }
    }
}
