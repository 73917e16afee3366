package io.gpuquery.device;

import static io.gpuquery.device.DeviceUnderTest.adding;
import static io.gpuquery.device.DeviceUnderTest.firstInt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.Pages;
import io.gpuquery.memory.PhysicalPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every device keeps to. A test class of a provider implements this and gets the tests. */
public interface DeviceContract extends DeviceLossContract, BufferPartContract {
    @Test
    default void aBufferOverAFileIsTheFilesOwnBytes(@TempDir Path folder) throws IOException {
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(folder.resolve("data.bin"), bytes);
        DeviceTransfers.Counts before = DeviceTransfers.now();

        try (Device device = open(DeviceOptions.defaults());
                MappedFile mapped = MappedFile.open(file);
                DeviceBuffer buffer = device.wrap(mapped, 0, mapped.alignedLengthBytes())) {
            assertThat(buffer.device()).isSameAs(device);
            assertThat(buffer.lengthBytes()).isEqualTo(mapped.alignedLengthBytes());
            assertThat(buffer.isWritable()).isFalse();
            assertThat(buffer.isShared()).isEqualTo(buffer.copyReason() == null);
            byte[] read = new byte[bytes.length];
            buffer.read(0, ByteBuffer.wrap(read));
            assertThat(read).isEqualTo(bytes);

            DeviceTransfers.Counts counts = DeviceTransfers.now().minus(before);
            if (buffer.isShared()) {
                assertThat(buffer.hostAddress()).isEqualTo(mapped.address());
                assertThat(counts.buffersWrapped()).isEqualTo(1);
                assertThat(counts.bytesShared()).isEqualTo(buffer.lengthBytes());
                assertThat(counts.bytesCopied()).isZero();
            } else {
                assertThat(counts.bytesCopied()).isEqualTo(buffer.lengthBytes());
            }
            assertThat(device.info().unifiedMemory()).isEqualTo(buffer.isShared());
        }
    }

    /** A second mapping of the file is the witness: it is not ours, and lies elsewhere in the address space. */
    @Test
    default void aSharedBufferLiesOnThePhysicalPagesOfTheFile(@TempDir Path folder) throws IOException {
        int pageBytes = 4096;
        int fileBytes = 50 * pageBytes;
        Path file = Files.write(folder.resolve("data.bin"), new byte[fileBytes]);
        try (Device device = open(DeviceOptions.defaults());
                MappedFile mapped = MappedFile.open(file);
                FileChannel writer = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(mapped.address() % Pages.alignmentBytes()).isZero();
            DeviceBuffer buffer = mapped.buffer(device);
            assumeTrue(buffer.isShared(), "the device has memory of its own");
            MappedByteBuffer witness = writer.map(FileChannel.MapMode.READ_ONLY, 0, fileBytes);
            long witnessAddress = Pointer.nativeValue(Native.getDirectBufferPointer(witness));
            assertThat(buffer.hostAddress()).isEqualTo(mapped.address()).isNotEqualTo(witnessAddress);
            for (int offset = 0; offset < fileBytes; offset += 7 * pageBytes) {
                ByteBuffer written = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
                writer.write(written.putInt(0, offset + 1), offset);
                ByteBuffer read = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
                buffer.read(offset, read);
                assertThat(read.getInt(0)).isEqualTo(offset + 1);
                assertThat(witness.get(offset)).isEqualTo(read.get(0));
                if (Files.isReadable(Path.of("/proc/self/pagemap"))) {
                    long frame = PhysicalPages.frameUnder(buffer.hostAddress() + offset);
                    assertThat(frame).isEqualTo(PhysicalPages.frameUnder(witnessAddress + offset));
                    if ("root".equals(System.getProperty("user.name")) && !isSecret()) {
                        assertThat(frame).isNotZero();
                    }
                }
            }
        }
    }

    /** Whether the system hides page frames from us, as it does in containers without the right to see them. */
    private static boolean isSecret() throws IOException {
        try (MemoryBlock block = MemoryBlock.allocate(8)) {
            block.slice(0, 8).putLong(0, 1);
            return PhysicalPages.frameUnder(block.address()) == 0;
        }
    }

    @Test
    default void aFileKeepsOneBufferForADeviceAndClosesIt(@TempDir Path folder) throws IOException {
        byte[] bytes = new byte[70_000];
        new Random(2).nextBytes(bytes);
        Path file = Files.write(folder.resolve("data.bin"), bytes);
        try (Device device = open(DeviceOptions.defaults());
                Device other = open(DeviceOptions.defaults())) {
            DeviceBuffer whole;
            DeviceBuffer part;
            try (MappedFile mapped = MappedFile.open(file)) {
                whole = mapped.buffer(device);
                part = mapped.buffer(device, 4, 8);
                assertThat(whole.device()).isSameAs(device);
                assertThat(whole.lengthBytes() % device.info().pageBytes()).isZero();
                assertThat(whole.lengthBytes()).isGreaterThanOrEqualTo(bytes.length);
                assertThat(mapped.buffer(device)).isSameAs(whole);
                assertThat(mapped.buffer(device, 4, 8)).isSameAs(part).isNotSameAs(whole);
                assertThat(mapped.buffer(other)).isNotSameAs(whole);
                byte[] read = new byte[8];
                part.read(0, ByteBuffer.wrap(read));
                assertThat(read).isEqualTo(Arrays.copyOfRange(bytes, 4, 12));

                whole.close();
                DeviceBuffer again = mapped.buffer(device);
                assertThat(again.isOpen()).isTrue();
                whole = again;
                List<DeviceBuffer> windows = mapped.windows(device);
                assertThat(windows.stream().mapToLong(DeviceBuffer::lengthBytes).sum())
                        .isEqualTo(bytes.length);
                windows.forEach(DeviceBuffer::close);
            }
            assertThat(whole.isOpen()).isFalse();
            assertThat(part.isOpen()).isFalse();
        }
    }

    @Test
    default void forceBufferCopyCopiesAndTheCountersShowIt() {
        DeviceTransfers.Counts before = DeviceTransfers.now();

        try (Device device = open(new DeviceOptions(true));
                MemoryBlock block = MemoryBlock.allocate(1000);
                DeviceBuffer buffer = device.wrap(block, 0, 1000)) {
            block.slice(0, 4).putInt(0, 42);
            assertThat(buffer.isShared()).isFalse();
            assertThat(buffer.copyReason()).contains("forceBufferCopy");
            assertThat(firstInt(buffer)).isZero();
            DeviceTransfers.Counts counts = DeviceTransfers.now().minus(before);
            assertThat(counts.bytesCopied()).isEqualTo(1000);
            assertThat(counts.buffersWrapped()).isZero();
            assertThat(counts.bytesShared()).isZero();
        }
    }

    @Test
    default void aCopyDoesNotFollowTheRegionAndHoldsNoLease() {
        try (Device device = open(DeviceOptions.defaults())) {
            MemoryBlock block = MemoryBlock.allocate(8);
            block.slice(4, 4).putInt(0, 7);
            try (DeviceBuffer copy = device.copy(block, 4, 4)) {
                block.slice(4, 4).putInt(0, 8);
                block.close();
                assertThatIllegalStateException().isThrownBy(() -> block.slice(0, 1));
                assertThat(firstInt(copy)).isEqualTo(7);
            }
        }
    }

    @Test
    default void aBufferKeepsItsRegionAlive() {
        try (Device device = open(DeviceOptions.defaults())) {
            MemoryBlock block = MemoryBlock.allocate(8);
            block.slice(4, 4).putInt(0, 7);
            DeviceBuffer buffer = device.wrap(block, 4, 4);
            block.close();
            assertThat(firstInt(buffer)).isEqualTo(7);

            buffer.close();
            buffer.close();

            assertThatIllegalStateException().isThrownBy(() -> firstInt(buffer));
            assertThatIllegalStateException().isThrownBy(() -> block.slice(0, 1));
        }
    }

    @Test
    default void whatIsLongerThanTheDeviceTakesIsWrappedAsWindowsWithoutAGap() {
        try (Device device = open(DeviceOptions.defaults());
                MemoryBlock block = MemoryBlock.allocate(1 << 20)) {
            ByteBuffer whole = block.slice(0, 1 << 20);
            for (int i = 0; i < whole.limit(); i += 4) {
                whole.putInt(i, i);
            }
            int next = 8;
            List<DeviceBuffer> windows = device.wrapWindows(block, next, (1 << 20) - next);
            for (DeviceBuffer window : windows) {
                assertThat(window.lengthBytes())
                        .isLessThanOrEqualTo(device.info().maxBufferBytes());
                assertThat(firstInt(window)).isEqualTo(next);
                next += (int) window.lengthBytes();
            }
            assertThat(next).isEqualTo(1 << 20);
            windows.forEach(DeviceBuffer::close);

            if (device.info().maxBufferBytes() < Long.MAX_VALUE) {
                assertThatExceptionOfType(DeviceException.class)
                        .isThrownBy(() -> device.allocate(device.info().maxBufferBytes() + 1))
                        .matches(e -> e.reason() == DeviceException.Reason.TOO_LARGE);
            }
        }
    }

    @Test
    default void nothingOutsideOfARegionOrABufferIsReached() {
        try (Device device = open(DeviceOptions.defaults());
                MemoryBlock block = MemoryBlock.allocate(100);
                DeviceBuffer buffer = device.wrap(block, 0, 100)) {
            long end = block.alignedLengthBytes();
            assertThatThrownBy(() -> device.wrap(block, 0, end + 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> device.copy(block, -1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> device.wrapWindows(block, end, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.read(97, ByteBuffer.allocate(4)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatIllegalArgumentException().isThrownBy(() -> device.allocate(-1));
        }
    }

    @Test
    default void emptyBuffersAreBuffers() {
        try (Device device = open(DeviceOptions.defaults());
                MemoryBlock block = MemoryBlock.allocate(0);
                DeviceBuffer wrapped = device.wrap(block, 0, 0);
                DeviceBuffer copied = device.copy(block, 0, 0);
                DeviceBuffer allocated = device.allocate(0)) {
            assertThat(List.of(wrapped, copied, allocated)).allSatisfy(buffer -> {
                assertThat(buffer.lengthBytes()).isZero();
                buffer.read(0, ByteBuffer.allocate(0));
            });
        }
    }

    @Test
    default void onlyAllocatedBuffersAreWritten() {
        try (Device device = open(DeviceOptions.defaults());
                MemoryBlock block = MemoryBlock.allocate(100_000);
                DeviceBuffer wrapped = device.wrap(block, 0, 100);
                DeviceBuffer allocated = device.allocate(100_000)) {
            assertThat(firstInt(allocated)).isZero();
            ByteBuffer source =
                    ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 9);
            allocated.write(0, source);
            assertThat(source.remaining()).isZero();
            assertThat(firstInt(allocated)).isEqualTo(9);
            allocated.clear();
            assertThat(firstInt(allocated)).isZero();

            assertThatThrownBy(() -> wrapped.write(0, source)).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(wrapped::clear).isInstanceOf(UnsupportedOperationException.class);
            if (wrapped.isHostVisible()) {
                ByteBuffer view = wrapped.hostView(0, 4);
                assertThat(view.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
                assertThatThrownBy(() -> view.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
            }
        }
    }

    @Test
    default void aKernelReadsSharedBuffersAndWritesAllocatedOnes() throws InterruptedException {
        int length = 10_000;
        try (Device device = open(DeviceOptions.defaults());
                MemoryBlock block = holding(16, length);
                DeviceBuffer in = device.wrap(block, 16, 4L * length);
                DeviceBuffer out = device.allocate(8L * length);
                DeviceKernel kernel = device.compile(add())) {
            assertThat(kernel.entryPoint()).isEqualTo("add");
            assertThat(kernel.maxGroupThreads()).isPositive();

            Submission submission = device.submit(List.of(adding(kernel, out, in, 5, length)));
            submission.await(LONG_ENOUGH);

            assertThat(submission.isDone()).isTrue();
            assertThat(submission.deviceNanos()).isPositive();
            ByteBuffer read = ByteBuffer.allocate(8 * length).order(ByteOrder.LITTLE_ENDIAN);
            out.read(0, read);
            for (int i = 0; i < length; i++) {
                assertThat(read.getLong(8 * i)).isEqualTo(i + 5);
            }
        }
    }

    @Test
    default void whatTheHostWritesIsSeenByKernelsThroughAnyPartOfARegion() throws InterruptedException {
        try (Device device = open(DeviceOptions.defaults());
                DeviceKernel kernel = device.compile(add());
                MemoryBlock block = MemoryBlock.allocate(100_000);
                DeviceBuffer out = device.allocate(8)) {
            assumeTrue(device.info().unifiedMemory(), "the device has memory of its own");
            for (int offset : List.of(0, 4, 1024, 4096, 4100, 16384, 99_996)) {
                try (DeviceBuffer in = device.wrap(block, offset, 4)) {
                    assertThat(in.copyReason()).isNull();
                    assertThat(in.hostAddress()).isEqualTo(block.address() + offset);
                    for (int value : List.of(7, 8)) {
                        block.slice(offset, 4).putInt(0, value);
                        device.submit(List.of(adding(kernel, out, in, 1, 1))).await(LONG_ENOUGH);
                        assertThat(out.hostView(0, 8).getLong(0)).isEqualTo(value + 1L);
                    }
                }
            }
        }
    }

    @Test
    default void dispatchesOfOneSubmissionSeeWhatThoseBeforeWrote() throws InterruptedException {
        try (Device device = open(DeviceOptions.defaults());
                DeviceBuffer first = device.allocate(8);
                DeviceBuffer second = device.allocate(8);
                DeviceBuffer third = device.allocate(8);
                DeviceKernel kernel = device.compile(add())) {
            device.submit(List.of(
                            adding(kernel, second, first, 1, 1),
                            adding(kernel, third, second, 10, 1),
                            adding(kernel, second, third, 100, 1)))
                    .await(LONG_ENOUGH);

            assertThat(firstInt(second)).isEqualTo(111);
        }
    }

    @Test
    default void emptySubmissionsAndDispatchesWithoutThreadsEndAtOnce() throws InterruptedException {
        try (Device device = open(DeviceOptions.defaults());
                DeviceKernel kernel = device.compile(add());
                DeviceBuffer in = device.allocate(8);
                DeviceBuffer out = device.allocate(8)) {
            for (List<Dispatch> dispatches : List.of(List.<Dispatch>of(), List.of(adding(kernel, out, in, 1, 0)))) {
                Submission submission = device.submit(dispatches);
                assertThat(submission.isDone()).isTrue();
                submission.await(Duration.ZERO);
                assertThat(submission.deviceNanos()).isZero();
            }
            assertThat(firstInt(out)).isZero();
        }
    }

    @Test
    default void aKernelThatDoesNotCompileIsAnErrorThatNamesTheDevice() {
        try (Device device = open(DeviceOptions.defaults())) {
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.compile(broken()))
                    .matches(e -> e.deviceName().equals(device.info().name()))
                    .withMessageContaining(device.info().name());
        }
    }

    @Test
    default void whatBelongsToAnotherDeviceIsRefused() {
        try (Device device = open(DeviceOptions.defaults());
                Device other = open(DeviceOptions.defaults());
                DeviceBuffer ours = device.allocate(8);
                DeviceBuffer theirs = other.allocate(8);
                DeviceKernel kernel = device.compile(add());
                DeviceKernel theirKernel = other.compile(add())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> device.submit(List.of(adding(kernel, ours, theirs, 1, 1))));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> device.submit(List.of(adding(theirKernel, ours, ours, 1, 1))));
            int tooLarge = kernel.maxGroupThreads() + 1;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> device.submit(List.of(new Dispatch(kernel, List.of(), 1, tooLarge))));
        }
    }

    /** The numbers from 0, from an offset on; a device that cannot share them copies them when they are wrapped. */
    private static MemoryBlock holding(int offsetBytes, int length) {
        MemoryBlock block = MemoryBlock.allocate(offsetBytes + 4L * length);
        ByteBuffer values = block.slice(offsetBytes, 4 * length);
        for (int i = 0; i < length; i++) {
            values.putInt(4 * i, i);
        }
        return block;
    }
}
