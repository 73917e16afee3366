package io.gpuquery.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BytesTest {
    private static final int LONGEST = 40;

    @Test
    void aHashDependsOnTheTextAlone() {
        Random random = new Random(1);
        for (int length = 0; length <= LONGEST; length++) {
            byte[] text = new byte[length];
            random.nextBytes(text);
            byte[] amongOthers = new byte[length + 20];
            random.nextBytes(amongOthers);
            System.arraycopy(text, 0, amongOthers, 13, length);
            assertThat(Bytes.hash(amongOthers, 13, length)).isEqualTo(Bytes.hash(text, 0, length));
        }
    }

    @Test
    void everyByteMattersToItsHighestBits() {
        for (int length = 1; length <= LONGEST; length++) {
            Set<Integer> hashes = new HashSet<>();
            byte[] text = new byte[length];
            Arrays.fill(text, (byte) 'x');
            for (int at = 0; at < length; at++) {
                for (int value = 0; value < 256; value++) {
                    text[at] = (byte) value;
                    hashes.add((int) (Bytes.hash(text, 0, length) >>> Integer.SIZE));
                }
                text[at] = 'x';
            }
            int different = 255 * length + 1;
            // Of so few numbers of 32 bits hardly two are alike.
            assertThat(hashes.size()).as("length %d", length).isBetween(different - 2, different);
        }
    }
}
