package io.gpuquery.device.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceContract;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.HostKernel;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.KernelLanguage;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.Submission;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.memory.MemoryBlock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HostDeviceTest implements DeviceContract {

    @Override
    public Device open(DeviceOptions options) {
        return new HostDeviceProvider().open(options);
    }

    @Override
    public KernelSource add() {
        return new KernelSource.Java("add", HostDeviceTest::add);
    }

    @Override
    public KernelSource broken() {
        return new KernelSource.Text(KernelLanguage.MSL, "add", "kernel void add() {", Map.of());
    }

    private static void add(HostKernel.Arguments arguments, long firstThread, long endThread) {
        int summand = arguments.value(2).getInt();
        int length = arguments.value(3).getInt();
        int first = Math.toIntExact(firstThread);
        int count = (int) Math.min(endThread, length) - first;
        ByteBuffer out = arguments.buffer(0, 8L * first, 8 * count);
        ByteBuffer in = arguments.buffer(1, 4L * first, 4 * count);
        for (int i = 0; i < count; i++) {
            out.putLong(8 * i, in.getInt(4 * i) + summand);
        }
    }

    /** The contract again on a device that takes only short buffers, as GPUs do. */
    @Nested
    class WithShortBuffers implements DeviceContract {
        @Override
        public Device open(DeviceOptions options) {
            return HostDevice.open(options, 17 << 20);
        }

        @Override
        public KernelSource add() {
            return HostDeviceTest.this.add();
        }

        @Override
        public KernelSource broken() {
            return HostDeviceTest.this.broken();
        }
    }

    @Test
    void windowsOfAShortDeviceAreWholePages() {
        try (Device device = HostDevice.open(DeviceOptions.defaults(), 100_000);
                MemoryBlock block = MemoryBlock.allocate(1 << 20)) {
            List<DeviceBuffer> windows = device.wrapWindows(block, 8, (1 << 20) - 8);
            List<DeviceBuffer> allButTheLast = windows.subList(0, windows.size() - 1);

            assertThat(allButTheLast).hasSizeGreaterThan(9).allSatisfy(window -> {
                assertThat(window.lengthBytes() % device.info().pageBytes()).isZero();
                assertThat(window.nativeOffsetBytes()).isEqualTo(8);
                assertThat(window.nativeHandle() % device.info().pageBytes()).isZero();
            });
            windows.forEach(DeviceBuffer::close);
            assertThat(block.lease()).isNotNull().satisfies(lease -> lease.close());
        }
    }

    @Test
    void theHostIsADeviceThatSharesItsMemoryAndKnowsJava() {
        try (Device device = open(DeviceOptions.defaults())) {
            assertThat(device.info().kind()).isEqualTo(DeviceKind.HOST);
            assertThat(device.info().unifiedMemory()).isTrue();
            assertThat(device.info().fp64()).isTrue();
            assertThat(device.info().recommendedWorkingSetBytes()).isGreaterThan(64L << 20);
            assertThat(device.supports(KernelLanguage.JAVA)).isTrue();
            assertThat(device.supports(KernelLanguage.OPENCL_C)).isFalse();
        }
    }

    @Test
    void aKernelThatFailsIsAnErrorThatNamesIt() {
        KernelSource failing = new KernelSource.Java("divide", (arguments, first, end) -> {
            throw new ArithmeticException("by zero");
        });
        try (Device device = open(DeviceOptions.defaults());
                DeviceKernel kernel = device.compile(failing)) {
            Submission submission = device.submit(List.of(new Dispatch(kernel, List.of(), 1)));

            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> submission.await(LONG_ENOUGH))
                    .matches(e -> e.reason() == DeviceException.Reason.EXECUTION)
                    .withMessageContaining("divide")
                    .withMessageContaining("by zero");
        }
    }

    @Test
    void memoryUnderAKernelThatDoesNotEndInTimeIsKeptUntilItEnds() throws InterruptedException {
        CountDownLatch mayEnd = new CountDownLatch(1);
        KernelSource slow = new KernelSource.Java("slow", (arguments, first, end) -> {
            awaitQuietly(mayEnd);
            arguments.buffer(0, 0, 4).putInt(0, 42);
        });
        Submission submission;
        try (Device device = open(DeviceOptions.defaults());
                DeviceKernel kernel = device.compile(slow);
                DeviceBuffer buffer = device.allocate(4)) {
            submission = device.submit(List.of(new Dispatch(kernel, List.of(KernelArgument.of(buffer)), 1)));
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> submission.await(Duration.ofMillis(20)))
                    .matches(e -> e.reason() == DeviceException.Reason.TIMEOUT)
                    .withMessageContaining("20 ms");
        }
        assertThat(submission.isDone()).isFalse();
        assertThat(LiveResources.count(LiveResources.Kind.BLOCK)).isEqualTo(1);

        mayEnd.countDown();
        submission.await(LONG_ENOUGH);

        assertThat(LiveResources.count(LiveResources.Kind.BLOCK)).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
