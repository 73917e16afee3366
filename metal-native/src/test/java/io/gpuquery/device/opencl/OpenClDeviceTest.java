package io.gpuquery.device.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.KernelLanguage;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.Submission;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.OpenResources;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenClDeviceTest {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

    @BeforeEach
    void requireDriver() {
        OpenClPresence.require();
    }

    @AfterEach
    void nothingIsLeft() {
        OpenResources.assertNone();
    }

    private static Device open() {
        return new OpenClDeviceProvider().open(DeviceOptions.defaults());
    }

    private static Device openSharing() {
        Device device = open();
        if (!device.info().unifiedMemory()) {
            device.close();
            assumeTrue(false, "NOT RUN: the device has memory of its own");
        }
        return device;
    }

    @Test
    void theDriverSaysWhatTheDeviceIs() {
        try (Device device = open()) {
            assertThat(device.info().kind()).isEqualTo(DeviceKind.OPENCL);
            assertThat(device.info().name()).contains("OpenCL");
            assertThat(device.info().maxBufferBytes()).isGreaterThan(64L << 20);
            assertThat(device.info().recommendedWorkingSetBytes())
                    .isGreaterThanOrEqualTo(device.info().maxBufferBytes());
            assertThat(device.supports(KernelLanguage.OPENCL_C)).isTrue();
            assertThat(device.supports(KernelLanguage.JAVA)).isFalse();
        }
    }

    @Test
    void whatTheHostWritesBehindTheDriversBackIsSeenByKernels() throws InterruptedException {
        try (Device device = openSharing();
                DeviceKernel kernel = device.compile(Kernels.ADD);
                MemoryBlock block = MemoryBlock.allocate(100_000);
                DeviceBuffer out = device.allocate(8)) {
            for (int offset : List.of(0, 4, 1024, 4096, 4100, 16384, 99_996)) {
                try (DeviceBuffer in = device.wrap(block, offset, 4)) {
                    assertThat(in.copyReason()).isNull();
                    assertThat(in.hostAddress()).isEqualTo(block.address() + offset);
                    for (int value : List.of(7, 8)) {
                        block.slice(offset, 4).putInt(0, value);
                        device.submit(List.of(adding(kernel, out, in, 1))).await(LONG_ENOUGH);
                        assertThat(out.hostView(0, 8).getLong(0)).isEqualTo(value + 1L);
                    }
                }
            }
        }
    }

    @Test
    void whatBeginsWhereTheDriverDoesNotShareIsCopiedAndSaysSo() {
        DeviceOptions options = DeviceOptions.defaults();
        try (Device device = OpenClDeviceProvider.open(options, new Sharing(true, false));
                MemoryBlock block = MemoryBlock.allocate(100);
                DeviceBuffer in = device.wrap(block, 4, 4)) {
            assertThat(in.isShared()).isFalse();
            assertThat(in.copyReason()).contains("shares memory only from multiples of");
        }
    }

    @Test
    void aDeviceWithMemoryOfItsOwnHidesItFromTheHost() {
        try (Device device = OpenClDeviceProvider.open(DeviceOptions.defaults(), Sharing.NONE);
                MemoryBlock block = MemoryBlock.allocate(10 << 20);
                DeviceBuffer in = device.wrap(block, 0, 10 << 20);
                DeviceBuffer out = device.allocate(10 << 20)) {
            assertThat(in.copyReason()).contains("does not work on the host's memory");
            assertThat(out.isHostVisible()).isFalse();
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(out::hostAddress)
                    .withMessageContaining("has memory of its own");
            ByteBuffer written = ByteBuffer.allocate(10 << 20);
            written.putInt(0, 1).putInt((10 << 20) - 4, 2);
            out.write(0, written);
            ByteBuffer read = ByteBuffer.allocateDirect(10 << 20);
            out.read(0, read);
            assertThat(read.flip()).isEqualTo(written.flip());
        }
    }

    @Test
    void compilerErrorsShowTheSourceLine() {
        try (Device device = open()) {
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.compile(Kernels.BROKEN))
                    .matches(e -> e.reason() == DeviceException.Reason.COMPILATION)
                    .withMessageContaining("the kernel add does not compile")
                    .withMessageContaining("  2 |     out[0] = summand;");
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.compile(Kernels.of("other", "kernel void add() {}")))
                    .withMessageContaining("the text has no kernel other");
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.compile(new KernelSource.Java("f", (arguments, first, end) -> {})))
                    .matches(e -> e.reason() == DeviceException.Reason.UNSUPPORTED);
        }
    }

    @Test
    void macrosAreDefined() throws InterruptedException {
        KernelSource source = new KernelSource.Text(
                KernelLanguage.OPENCL_C,
                "f",
                "kernel void f(global TYPE* out) { out[get_global_id(0)] = VALUE; }",
                Map.of("TYPE", "long", "VALUE", "(40 + 2)"));
        try (Device device = open();
                DeviceKernel kernel = device.compile(source);
                DeviceBuffer out = device.allocate(8)) {
            device.submit(List.of(new Dispatch(kernel, List.of(KernelArgument.of(out)), 1, 1)))
                    .await(LONG_ENOUGH);
            assertThat(firstInt(out)).isEqualTo(42);
        }
    }

    @Test
    void groupsShareMemoryAndMeetAtBarriers() throws InterruptedException {
        int length = 100_000;
        int groupThreads = 64;
        int groups = (length + groupThreads - 1) / groupThreads;
        try (Device device = open();
                DeviceKernel kernel = device.compile(Kernels.SUM);
                MemoryBlock block = MemoryBlock.allocate(4L * length);
                DeviceBuffer in = device.wrap(block, 0, 4L * length)) {
            ByteBuffer values = block.slice(0, 4 * length);
            for (int i = 0; i < length; i++) {
                values.putInt(4 * i, i);
            }
            try (DeviceBuffer copied = device.copy(block, 0, 4L * length);
                    DeviceBuffer sums = device.allocate(4L * groups)) {
                for (DeviceBuffer input : device.info().unifiedMemory() ? List.of(in, copied) : List.of(copied)) {
                    List<KernelArgument> arguments = List.of(
                            KernelArgument.of(sums),
                            KernelArgument.of(input),
                            KernelArgument.ofInt(length),
                            new KernelArgument.GroupMemory(4 * groupThreads));
                    device.submit(List.of(new Dispatch(kernel, arguments, length, groupThreads)))
                            .await(LONG_ENOUGH);
                    ByteBuffer read = ByteBuffer.allocate(4 * groups).order(ByteOrder.LITTLE_ENDIAN);
                    sums.read(0, read);
                    long sum = 0;
                    for (int i = 0; i < groups; i++) {
                        sum += read.getInt(4 * i);
                    }
                    assertThat(sum).isEqualTo((long) length * (length - 1) / 2);
                    sums.clear();
                }
            }
        }
    }

    /** The driver would take the number for an address, or write to a file that is mapped for reading. */
    @Test
    void argumentsThatAreNotWhatTheKernelTakesNeverReachTheDriver() {
        try (Device device = open();
                DeviceKernel kernel = device.compile(Kernels.ADD);
                MemoryBlock block = MemoryBlock.allocate(8);
                DeviceBuffer in = device.wrap(block, 0, 8);
                DeviceBuffer out = device.allocate(8)) {
            KernelArgument read = KernelArgument.of(in);
            KernelArgument write = KernelArgument.of(out);
            KernelArgument one = KernelArgument.ofInt(1);
            refuses(device, kernel, List.of(write, read, one), "has 4 parameters and was given 3 arguments");
            refuses(
                    device,
                    kernel,
                    List.of(KernelArgument.ofLong(1), read, one, one),
                    "parameter 0",
                    "not a value of 8 bytes");
            refuses(device, kernel, List.of(read, read, one, one), "may be written", "not a buffer for reading");
            refuses(
                    device,
                    kernel,
                    List.of(write, read, write, one),
                    "parameter 2",
                    "takes a value of 4 bytes",
                    "not a buffer");
            refuses(device, kernel, List.of(write, read, one, new KernelArgument.GroupMemory(4)), "not group memory");
            refuses(
                    device,
                    kernel,
                    List.of(write, read, KernelArgument.ofLong(1), one),
                    "parameter 2",
                    "takes a value of 4 bytes, and not a value of 8 bytes");
            int much = Math.toIntExact(device.info().groupMemoryBytes() + 1);
            refuses(device, kernel, List.of(new KernelArgument.GroupMemory(much)), "group memory are too many");
        }
    }

    private static void refuses(Device device, DeviceKernel kernel, List<KernelArgument> arguments, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> device.submit(List.of(new Dispatch(kernel, arguments, 1))))
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    @Test
    void memoryUnderAKernelThatDoesNotEndInTimeIsKeptAndTransfersGoOn() throws InterruptedException {
        Submission submission;
        try (Device device = openSharing();
                DeviceKernel kernel = device.compile(Kernels.WAIT);
                DeviceBuffer flag = device.allocate(8)) {
            submission = device.submit(List.of(new Dispatch(kernel, List.of(KernelArgument.of(flag)), 1, 1)));
            ByteBuffer view = flag.hostView(0, 8);
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> submission.await(Duration.ofMillis(50)))
                    .matches(e -> e.reason() == DeviceException.Reason.TIMEOUT)
                    .withMessageContaining("50 ms");
            assertThat(submission.isDone()).isFalse();
            close(kernel, device, flag);
            assertThat(LiveResources.count(LiveResources.Kind.BLOCK)).isEqualTo(1);
            assertThat(LiveResources.count(LiveResources.Kind.KERNEL)).isEqualTo(1);

            // The submission holds the memory.
            view.putInt(0, 1);
            submission.await(LONG_ENOUGH);
        }
        assertThat(LiveResources.count(LiveResources.Kind.BLOCK)).isZero();
    }

    @Test
    void aFileThatWasTruncatedBeforeTheKernelStartsIsAnErrorAndNotACrash(@TempDir Path folder) throws IOException {
        try (RandomAccessFile writer =
                new RandomAccessFile(folder.resolve("data.bin").toFile(), "rw")) {
            writer.setLength(1 << 20);
            try (Device device = openSharing();
                    MappedFile mapped = MappedFile.open(folder.resolve("data.bin"));
                    DeviceBuffer in = device.wrap(mapped, 0, 1 << 20);
                    DeviceBuffer out = device.allocate(2 << 20);
                    DeviceKernel kernel = device.compile(Kernels.ADD)) {
                writer.setLength(100);
                List<KernelArgument> arguments = List.of(
                        KernelArgument.of(out),
                        KernelArgument.of(in),
                        KernelArgument.ofInt(1),
                        KernelArgument.ofInt(1 << 18));
                Submission submission = device.submit(List.of(new Dispatch(kernel, arguments, 1 << 18)));

                assertThatExceptionOfType(DataException.class)
                        .isThrownBy(() -> submission.await(LONG_ENOUGH))
                        .withMessageContaining("shrank")
                        .withMessageContaining("data.bin");
                assertThatExceptionOfType(DataException.class).isThrownBy(() -> device.copy(mapped, 0, 1 << 20));
            }
        }
    }

    @Test
    void emptySubmissionsAndDispatchesWithoutThreadsEndAtOnce() throws InterruptedException {
        try (Device device = open();
                DeviceKernel kernel = device.compile(Kernels.WAIT);
                DeviceBuffer flag = device.allocate(8)) {
            for (List<Dispatch> dispatches :
                    List.of(List.<Dispatch>of(), List.of(new Dispatch(kernel, List.of(KernelArgument.of(flag)), 0)))) {
                Submission submission = device.submit(dispatches);
                assertThat(submission.isDone()).isTrue();
                submission.await(Duration.ZERO);
                assertThat(submission.deviceNanos()).isZero();
            }
        }
    }

    @Test
    void theJvmsOwnDivisionsByZeroAreStillItsOwn() throws InterruptedException {
        try (Device device = open();
                DeviceKernel kernel = device.compile(Kernels.ADD);
                DeviceBuffer in = device.allocate(8);
                DeviceBuffer out = device.allocate(8)) {
            device.submit(List.of(adding(kernel, out, in, 1))).await(LONG_ENOUGH);
            int caught = 0;
            for (int i = 0; i < 50_000; i++) {
                try {
                    assertThat(quotient(7, i % 1000)).isNotNegative();
                } catch (ArithmeticException e) {
                    caught++;
                }
            }
            assertThat(caught).isEqualTo(50);
        }
    }

    private static int quotient(int dividend, int divisor) {
        return dividend / divisor;
    }

    @Test
    void devicesBuffersAndKernelsThatNobodyClosesAreFoundByTheCollector() throws InterruptedException {
        abandon();
        long deadline = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (LiveResources.snapshot().values().stream().anyMatch(count -> count > 0)
                && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(10);
        }
    }

    private static void abandon() {
        Device device = open();
        device.compile(Kernels.ADD);
        device.allocate(100);
        device.wrap(MemoryBlock.allocate(100), 0, 100);
        assertThat(LiveResources.count(LiveResources.Kind.DEVICE_BUFFER)).isEqualTo(2);
    }

    private static void close(DeviceKernel kernel, Device device, DeviceBuffer buffer) {
        kernel.close();
        device.close();
        buffer.close();
    }

    private static Dispatch adding(DeviceKernel kernel, DeviceBuffer out, DeviceBuffer in, int summand) {
        List<KernelArgument> arguments = List.of(
                KernelArgument.of(out), KernelArgument.of(in), KernelArgument.ofInt(summand), KernelArgument.ofInt(1));
        return new Dispatch(kernel, arguments, 1);
    }

    private static int firstInt(DeviceBuffer buffer) {
        ByteBuffer read = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        buffer.read(0, read);
        return read.getInt(0);
    }
}
