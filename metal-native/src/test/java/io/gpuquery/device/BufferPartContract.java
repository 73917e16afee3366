package io.gpuquery.device;

import static io.gpuquery.device.DeviceUnderTest.adding;
import static io.gpuquery.device.DeviceUnderTest.firstInt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.memory.LiveResources;
import io.gpuquery.memory.MemoryBlock;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What parts of buffers keep to, and the buffers that blocks keep; part of {@link DeviceContract}. */
public interface BufferPartContract extends DeviceUnderTest {
    int INTS = 50_000;

    /** A block with the numbers from 0. */
    private static MemoryBlock numbers() {
        MemoryBlock block = MemoryBlock.allocate(4L * INTS);
        ByteBuffer values = block.slice(0, 4 * INTS);
        for (int i = 0; i < INTS; i++) {
            values.putInt(4 * i, i);
        }
        return block;
    }

    @Test
    default void partsOfBuffersHaveTheirBytesAndOutliveThem() throws InterruptedException {
        for (boolean copy : List.of(false, true)) {
            try (Device device = open(new DeviceOptions(copy));
                    DeviceKernel kernel = device.compile(add());
                    DeviceBuffer out = device.allocate(8)) {
                MemoryBlock block = numbers();
                DeviceBuffer whole = device.wrap(block, 0, 4L * INTS);
                // Multiples of what every driver that is known has parts at.
                for (int offset : List.of(0, 4096, 8192, 4 * 48_128)) {
                    long length = 4L * INTS - offset;
                    DeviceTransfers.Counts before = DeviceTransfers.now();
                    DeviceBuffer part = whole.part(offset, length);
                    assertThat(DeviceTransfers.now()).isEqualTo(before);
                    assertThat(part.lengthBytes()).isEqualTo(length);
                    assertThat(part.isShared()).isEqualTo(whole.isShared());
                    assertThat(part.isWritable()).isFalse();
                    assertThat(firstInt(part)).isEqualTo(offset / 4);
                    try (DeviceBuffer within = part.part(4096, 8)) {
                        assertThat(firstInt(within)).isEqualTo((offset + 4096) / 4);
                    } catch (IndexOutOfBoundsException e) {
                        assertThat(length).isLessThan(4096 + 8);
                    }
                    if (whole.isHostVisible()) {
                        assertThat(part.hostAddress()).isEqualTo(whole.hostAddress() + offset);
                    }
                    device.submit(List.of(adding(kernel, out, part, 7, 1))).await(LONG_ENOUGH);
                    assertThat(firstInt(out)).isEqualTo(offset / 4 + 7);
                    part.close();
                    assertThat(part.isOpen()).isFalse();
                }
                DeviceBuffer last = whole.part(4096, 4096);
                whole.close();
                block.close();
                assertThatIllegalStateException().isThrownBy(() -> whole.part(0, 4));
                assertThat(firstInt(last)).isEqualTo(1024);
                device.submit(List.of(adding(kernel, out, last, 1, 1))).await(LONG_ENOUGH);
                assertThat(firstInt(out)).isEqualTo(1025);
                last.close();
            }
        }
    }

    @Test
    default void partsLieWithinTheirBuffer() {
        try (Device device = open(DeviceOptions.defaults());
                MemoryBlock block = numbers();
                DeviceBuffer whole = device.wrap(block, 0, 4L * INTS);
                DeviceBuffer none = whole.part(0, 0)) {
            assertThat(none.lengthBytes()).isZero();
            assertThatThrownBy(() -> whole.part(4096, 4L * INTS)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> whole.part(-1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
            // Wherever a part may begin, it has the right bytes.
            for (int offset : List.of(4, 64, 128, 260, 2048)) {
                long open = LiveResources.count(LiveResources.Kind.DEVICE_BUFFER);
                try (DeviceBuffer part = whole.part(offset, 4)) {
                    assertThat(firstInt(part)).isEqualTo(offset / 4);
                } catch (DeviceException e) {
                    assertThat(e.reason()).isEqualTo(DeviceException.Reason.UNSUPPORTED);
                    assertThat(e).hasMessageContaining("multiples of");
                }
                assertThat(LiveResources.count(LiveResources.Kind.DEVICE_BUFFER))
                        .isEqualTo(open);
            }
        }
    }

    @Test
    default void aBlockKeepsOneBufferForADeviceAndClosesIt() {
        try (Device device = open(DeviceOptions.defaults());
                Device other = open(DeviceOptions.defaults())) {
            DeviceBuffer last;
            try (MemoryBlock block = numbers()) {
                assertThat(block.hasBuffer(device)).isFalse();
                DeviceBuffer first = Objects.requireNonNull(block.buffer(device));
                assertThat(block.hasBuffer(device)).isTrue();
                assertThat(first.lengthBytes()).isEqualTo(4L * INTS);
                assertThat(block.buffer(device)).isSameAs(first);
                assertThat(block.buffer(other)).isNotSameAs(first);
                first.close();
                assertThat(block.hasBuffer(device)).isFalse();
                last = Objects.requireNonNull(block.buffer(device));
                assertThat(last.isOpen()).isTrue();
                assertThat(firstInt(last)).isZero();
            }
            assertThat(last.isOpen()).isFalse();
            MemoryBlock closed = numbers();
            try (DeviceBuffer leased = device.wrap(closed, 0, 8)) {
                closed.close();
                assertThat(closed.buffer(device)).isNull();
                assertThat(firstInt(leased)).isZero();
            }
        }
    }

    @Test
    default void blocksWithBuffersThatNobodyClosesAreFoundByTheCollector() throws InterruptedException {
        try (Device device = open(DeviceOptions.defaults())) {
            abandonBlock(device);
            long end = System.nanoTime() + LONG_ENOUGH.toNanos();
            while (LiveResources.count(LiveResources.Kind.DEVICE_BUFFER) > 0
                    || LiveResources.count(LiveResources.Kind.BLOCK) > 0) {
                assertThat(System.nanoTime()).isLessThan(end);
                System.gc();
                Thread.sleep(10);
            }
        }
    }

    private static void abandonBlock(Device device) {
        Objects.requireNonNull(numbers().buffer(device));
        assertThat(LiveResources.count(LiveResources.Kind.DEVICE_BUFFER)).isEqualTo(1);
    }
}
