package io.gpuquery.device;

import static io.gpuquery.device.DeviceUnderTest.adding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.MemoryBlock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a device's things when they are closed, forgotten or cut; part of {@link DeviceContract}. */
public interface DeviceLossContract extends DeviceUnderTest {
    @Test
    default void openingWrappingUsingAndClosingLeavesNothing(@TempDir Path folder) throws Exception {
        OpenCycles.run(this, folder, 400, 50);
    }

    @Test
    @Tag("full")
    default void openingWrappingUsingAndClosingTenThousandTimesLeavesNothing(@TempDir Path folder) throws Exception {
        OpenCycles.run(this, folder, 10_000, 100);
    }

    @Test
    default void closingBuffersKernelAndDeviceUnderARunningKernelIsHarmless() throws InterruptedException {
        List<Submission> submissions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            try (Device device = open(DeviceOptions.defaults());
                    MemoryBlock block = MemoryBlock.allocate(4 << 20);
                    DeviceBuffer in = device.wrap(block, 0, 4 << 20);
                    DeviceBuffer out = device.allocate(8 << 20);
                    DeviceKernel kernel = device.compile(add())) {
                submissions.add(device.submit(List.of(adding(kernel, out, in, 1, 1 << 20))));
            }
        }
        for (Submission submission : submissions) {
            submission.await(LONG_ENOUGH);
        }
    }

    @Test
    default void aFileThatIsTruncatedUnderABufferIsAnErrorAndNotACrash(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path file = folder.resolve("data.bin");
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength(1 << 20);
            try (Device device = open(DeviceOptions.defaults());
                    MappedFile mapped = MappedFile.open(file);
                    DeviceBuffer in = device.wrap(mapped, 0, 1 << 20);
                    DeviceBuffer out = device.allocate(2 << 20);
                    DeviceKernel kernel = device.compile(add())) {
                writer.setLength(100);
                Submission submission = device.submit(List.of(adding(kernel, out, in, 1, 1 << 18)));
                ByteBuffer read = ByteBuffer.allocate(1 << 20);
                if (in.isShared()) {
                    assertThatExceptionOfType(DataException.class)
                            .isThrownBy(() -> submission.await(LONG_ENOUGH))
                            .withMessageContaining("shrank")
                            .withMessageContaining("data.bin");
                    assertThatExceptionOfType(DataException.class).isThrownBy(() -> in.read(0, read));
                } else {
                    submission.await(LONG_ENOUGH);
                    in.read(0, read);
                    assertThat(read.remaining()).isZero();
                }
                assertThatExceptionOfType(DataException.class).isThrownBy(() -> device.copy(mapped, 0, 1 << 20));
            }
        }
    }

    @Test
    default void devicesBuffersAndKernelsThatNobodyClosesAreFoundByTheCollector() throws InterruptedException {
        abandon();
        collect();
    }

    private void abandon() {
        Device device = open(DeviceOptions.defaults());
        device.compile(add());
        device.allocate(100);
        device.wrap(MemoryBlock.allocate(100), 0, 100);
        assertThat(LiveResources.count(LiveResources.Kind.DEVICE_BUFFER)).isEqualTo(2);
    }

    @Test
    default void filesWithBuffersThatNobodyClosesAreFoundByTheCollector(@TempDir Path folder)
            throws IOException, InterruptedException {
        abandonFile(Files.write(folder.resolve("data.bin"), new byte[100_000]));
        collect();
    }

    private void abandonFile(Path file) {
        Device device = open(DeviceOptions.defaults());
        assertThat(MappedFile.open(file).buffer(device).isOpen()).isTrue();
        assertThat(LiveResources.count(LiveResources.Kind.DEVICE_BUFFER)).isEqualTo(1);
        assertThat(LiveResources.count(LiveResources.Kind.MAPPING)).isEqualTo(1);
    }

    /** Until nothing is left, or for so long that {@link #nothingIsLeft()} may say what is. */
    private static void collect() throws InterruptedException {
        long deadline = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (LiveResources.snapshot().values().stream().anyMatch(count -> count > 0)
                && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(10);
        }
    }

    @Test
    default void whatIsClosedIsNotUsed() {
        try (Device device = open(DeviceOptions.defaults());
                Device closedDevice = open(DeviceOptions.defaults());
                DeviceBuffer open = device.allocate(8);
                DeviceBuffer closed = device.allocate(8);
                DeviceKernel kernel = device.compile(add());
                DeviceKernel closedKernel = device.compile(add())) {
            close(closed, closedKernel, closedDevice);
            assertThatIllegalStateException()
                    .isThrownBy(() -> device.submit(List.of(adding(kernel, open, closed, 1, 1))));
            assertThatIllegalStateException()
                    .isThrownBy(() -> device.submit(List.of(adding(closedKernel, open, open, 1, 1))));
            assertThatIllegalStateException().isThrownBy(() -> closedDevice.allocate(8));
            assertThatIllegalStateException().isThrownBy(() -> closedDevice.compile(add()));
            assertThatIllegalStateException().isThrownBy(() -> closedDevice.submit(List.of()));
            assertThatIllegalStateException().isThrownBy(() -> closed.read(0, ByteBuffer.allocate(1)));
        }
    }

    private static void close(DeviceBuffer buffer, DeviceKernel kernel, Device device) {
        buffer.close();
        kernel.close();
        device.close();
    }
}
