package io.gpuquery.format.parquet.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LittleEndianTest {
    private static final int COUNT = 45;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 15, 16, 17, 24, 31, 32})
    void numbersOfAnyWidthAreUnpackedFromAnyBitOn(int bitWidth) {
        for (int firstBit = 0; firstBit < 2 * Byte.SIZE; firstBit++) {
            for (int count = 0; count <= COUNT; count++) {
                byte[] bytes = page(bitWidth, firstBit, count);
                BitSet bits = BitSet.valueOf(bytes);
                int[] expected = new int[count + 5];
                Arrays.fill(expected, -7);
                for (int i = 0; i < count; i++) {
                    expected[3 + i] = 0;
                    for (int bit = 0; bit < bitWidth; bit++) {
                        expected[3 + i] |= (bits.get(firstBit + i * bitWidth + bit) ? 1 : 0) << bit;
                    }
                }
                int[] unpacked = new int[count + 5];
                Arrays.fill(unpacked, -7);
                LittleEndian.unpack(bytes, firstBit, bitWidth, unpacked, 3, count);
                assertThat(unpacked).isEqualTo(expected);
            }
        }
    }

    @Test
    void bitsBecomeBytesFromAnyBitOnAndAreCounted() {
        for (int firstBit = 0; firstBit < 2 * Byte.SIZE; firstBit++) {
            for (int count = 0; count <= COUNT; count++) {
                byte[] bytes = page(1, firstBit, count);
                BitSet bits = BitSet.valueOf(bytes).get(firstBit, firstBit + count);
                byte[] expected = new byte[count + 5];
                Arrays.fill(expected, (byte) -7);
                for (int i = 0; i < count; i++) {
                    expected[3 + i] = (byte) (bits.get(i) ? 1 : 0);
                }
                byte[] unpacked = new byte[count + 5];
                Arrays.fill(unpacked, (byte) -7);
                assertThat(LittleEndian.unpackBits(bytes, firstBit, unpacked, 3, count))
                        .isEqualTo(bits.cardinality());
                assertThat(unpacked).isEqualTo(expected);
            }
        }
    }

    /** As long as the numbers and the padding, no byte longer. */
    private static byte[] page(int bitWidth, int firstBit, int count) {
        byte[] bytes = new byte[(firstBit + bitWidth * count + 7) / Byte.SIZE + PageBytes.PADDING_BYTES];
        new Random(31L * bitWidth + firstBit + 1000L * count).nextBytes(bytes);
        return bytes;
    }
}
