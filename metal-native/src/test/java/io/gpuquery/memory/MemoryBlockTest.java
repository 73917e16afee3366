package io.gpuquery.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.error.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryBlockTest {

    @AfterEach
    void nothingIsLeft() {
        OpenResources.assertNone();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16384, 16385, 1 << 20, (1 << 20) + 1, 5_000_000})
    void aBlockIsAlignedZeroedAndRoundedUp(int lengthBytes) {
        // Twice, so that the second finds memory that the first has dirtied.
        for (int round = 0; round < 2; round++) {
            try (MemoryBlock block = MemoryBlock.allocate(lengthBytes)) {
                assertThat(block.address() % Pages.alignmentBytes()).isZero();
                assertThat(block.lengthBytes()).isEqualTo(lengthBytes);
                assertThat(block.alignedLengthBytes()).isEqualTo(Pages.regionBytes(lengthBytes));
                byte[] bytes = new byte[Math.toIntExact(block.alignedLengthBytes())];
                ByteBuffer all = block.slice(0, bytes.length);
                all.get(bytes);
                assertThat(bytes).containsOnly(0);
                Arrays.fill(bytes, (byte) 0xff);
                all.flip().put(bytes);
            }
        }
    }

    @Test
    void slicesAreLittleEndianAndShareTheBlock() {
        try (MemoryBlock block = MemoryBlock.allocate(100)) {
            block.slice(96, 4).putInt(0, 0x01020304);
            ByteBuffer whole = block.slice(0, 100);
            assertThat(whole.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            assertThat(whole.get(96)).isEqualTo((byte) 4);
            assertThatThrownBy(() -> block.slice(block.alignedLengthBytes(), 1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aBlockOfMoreThanFourGibibytesIsUsedThroughSlices() {
        long lengthBytes = (4L << 30) + 100;
        try (MemoryBlock block = MemoryBlock.allocate(lengthBytes)) {
            block.slice(lengthBytes - 8, 8).putLong(0, 42);
            assertThat(block.slice(lengthBytes - 1000, 1000).getLong(992)).isEqualTo(42);
            assertThat(block.slice(lengthBytes - 8 - (4L << 30), 8).getLong(0)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 50, Long.MAX_VALUE - (1 << 15), Long.MAX_VALUE})
    void memoryThatIsNotThereIsAnErrorThatSaysWhatToDo(long lengthBytes) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> MemoryBlock.allocate(lengthBytes))
                .withMessageStartingWith("Cannot allocate a block of " + lengthBytes + " bytes: memory is short.")
                .withMessageContaining("Give the process more memory");
    }

    @Test
    void aNegativeLengthIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MemoryBlock.allocate(-1));
    }
}
