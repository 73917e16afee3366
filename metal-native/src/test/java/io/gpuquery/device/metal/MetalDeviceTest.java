package io.gpuquery.device.metal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceException.Reason;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Metal device on its stand-in. */
class MetalDeviceTest {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);
    private static final String NO_COPY = "newBufferWithBytesNoCopy:length:options:deallocator:";

    @BeforeEach
    void requireStandIn() {
        MetalStandIn.require();
        MetalStandIn.reset();
    }

    @AfterEach
    void nothingIsLeftAndNoRuleWasBroken() {
        OpenResources.assertNone();
        MetalStandIn.verify();
        MetalStandIn.reset();
    }

    private static Device open() {
        return MetalStandIn.open(DeviceOptions.defaults());
    }

    @Test
    void theDeviceSaysWhatItIs() {
        try (Device device = open()) {
            assertThat(device.info().kind()).isEqualTo(DeviceKind.METAL);
            assertThat(device.info().name()).isEqualTo("Stand-in (Metal)");
            assertThat(device.info().unifiedMemory()).isTrue();
            assertThat(device.info().fp64()).isFalse();
            assertThat(device.info().maxBufferBytes()).isEqualTo(1L << 40);
            assertThat(device.supports(KernelLanguage.MSL)).isTrue();
            assertThat(device.supports(KernelLanguage.OPENCL_C)).isFalse();
        }
    }

    @Test
    void whatTheHostWritesIsSeenByKernelsThroughAPartOfARegion() throws InterruptedException {
        try (Device device = open();
                DeviceKernel kernel = device.compile(MetalKernels.ADD);
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
    void groupsShareMemoryAndMeetAtBarriers() throws InterruptedException {
        int length = 100_000;
        int groupThreads = 64;
        int groups = (length + groupThreads - 1) / groupThreads;
        try (Device device = open();
                DeviceKernel kernel = device.compile(MetalKernels.SUM);
                MemoryBlock block = MemoryBlock.allocate(4L * length);
                DeviceBuffer in = device.wrap(block, 0, 4L * length);
                DeviceBuffer sums = device.allocate(4L * groups)) {
            ByteBuffer values = block.slice(0, 4 * length);
            long expected = 0;
            for (int i = 0; i < length; i++) {
                values.putInt(4 * i, i * 31);
                expected += i * 31L;
            }
            List<KernelArgument> arguments = List.of(
                    KernelArgument.of(sums),
                    KernelArgument.of(in),
                    KernelArgument.ofInt(length),
                    new KernelArgument.GroupMemory(4 * groupThreads));
            device.submit(List.of(new Dispatch(kernel, arguments, length, groupThreads)))
                    .await(LONG_ENOUGH);

            ByteBuffer read = sums.hostView(0, 4 * groups);
            long sum = 0;
            for (int i = 0; i < groups; i++) {
                sum += read.getInt(4 * i);
            }
            assertThat(sum).isEqualTo(expected);
        }
    }

    @Test
    void kernelsAreCompiledWithFastMathOff() throws InterruptedException {
        KernelSource source = MetalKernels.of("nans", """
                kernel void nans(device int* out [[buffer(0)]], device const float* in [[buffer(1)]]) {
                    float x = in[0];
                    out[0] = x != x ? 1 : 0;
                    out[1] = (x + 1.0f) - x == 1.0f ? 1 : 0;
                }
                """);
        try (Device device = open();
                DeviceKernel kernel = device.compile(source);
                DeviceBuffer in = device.allocate(4);
                DeviceBuffer out = device.allocate(8)) {
            in.hostView(0, 4).putFloat(0, Float.NaN);
            device.submit(List.of(new Dispatch(kernel, List.of(KernelArgument.of(out), KernelArgument.of(in)), 1)))
                    .await(LONG_ENOUGH);
            assertThat(out.hostView(0, 8).getInt(0)).isEqualTo(1);
            assertThat(out.hostView(0, 8).getInt(4)).isZero();
        }
    }

    @Test
    void compilerErrorsShowTheSourceLine() {
        try (Device device = open()) {
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.compile(MetalKernels.BROKEN))
                    .matches(e -> e.reason() == Reason.COMPILATION)
                    .withMessageContaining("the kernel add does not compile")
                    .withMessageContaining("program_source:2:")
                    .withMessageContaining("  2 |     out[0] = summand;");
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.compile(MetalKernels.of("other", "kernel void add() {}")))
                    .withMessageContaining("the text has no kernel other");
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.compile(new KernelSource.Java("f", (arguments, first, end) -> {})))
                    .matches(e -> e.reason() == Reason.UNSUPPORTED);
        }
    }

    @Test
    void whatMetalHasNotGotDoesNotCompile() {
        Map<String, String> refused = Map.of(
                "kernel void f(device double* out [[buffer(0)]]) {}", "double",
                "kernel void f(device int* out [[buffer(0)]]) { double x = 1; out[0] = x; }", "double",
                "kernel void f(int* out [[buffer(0)]]) {}", "pointer type must have explicit address space qualifier",
                "int g(int& x) { return x; }", "reference type must have explicit address space qualifier",
                "kernel void f(device int* out [[buffer(0)]], uint i) {}", "must have a position attribute",
                "kernel void f(constant int& x [[buffer(0)]]) { x = 1; }", "read-only",
                "kernel void f(device int* a [[buffer(0)]], device int* b [[buffer(0)]]) {}", "at index 0",
                "kernel void f(device int* a [[buffer(31)]]) {}", "must be between 0 and 30");
        try (Device device = open()) {
            refused.forEach((text, message) -> assertThatExceptionOfType(DeviceException.class)
                    .as(text)
                    .isThrownBy(() -> device.compile(MetalKernels.of("f", text)))
                    .matches(e -> e.reason() == Reason.COMPILATION)
                    .withMessageContaining(message));
        }
    }

    @Test
    void macrosAreDefined() throws InterruptedException {
        KernelSource source = new KernelSource.Text(
                KernelLanguage.MSL,
                "f",
                "kernel void f(device TYPE* out [[buffer(0)]], uint i [[thread_position_in_grid]])"
                        + " { if (i == 0) out[i] = VALUE; }",
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
    void aKernelThatDoesNotEndInTimeIsAnErrorAndItsMemoryIsKept() throws InterruptedException {
        Submission submission;
        ByteBuffer view;
        try (Device device = open();
                DeviceKernel kernel = device.compile(MetalKernels.WAIT);
                DeviceBuffer flag = device.allocate(8)) {
            view = flag.hostView(0, 8);
            submission = device.submit(List.of(new Dispatch(kernel, List.of(KernelArgument.of(flag)), 1, 1)));
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> submission.await(Duration.ofMillis(50)))
                    .matches(e -> e.reason() == Reason.TIMEOUT)
                    .withMessageContaining("50 ms");
        }
        assertThat(submission.isDone()).isFalse();
        assertThat(LiveResources.count(LiveResources.Kind.BLOCK)).isEqualTo(1);
        assertThat(LiveResources.count(LiveResources.Kind.KERNEL)).isEqualTo(1);

        view.putInt(0, 1);
        submission.await(LONG_ENOUGH);
    }

    @Test
    void aKernelThatFaultsIsAnErrorAndTheDeviceGoesOn() throws InterruptedException {
        KernelSource faulting =
                MetalKernels.of("astray", "kernel void astray(device int* out [[buffer(0)]]) { out[1l << 44] = 1; }");
        try (Device device = open();
                DeviceKernel astray = device.compile(faulting);
                DeviceKernel add = device.compile(MetalKernels.ADD);
                DeviceBuffer in = device.allocate(8);
                DeviceBuffer out = device.allocate(8)) {
            Submission submission = device.submit(List.of(new Dispatch(astray, List.of(KernelArgument.of(out)), 1, 1)));
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> submission.await(LONG_ENOUGH))
                    .matches(e -> e.reason() == Reason.EXECUTION)
                    .withMessageContaining("the kernels astray failed: Caused GPU Address Fault Error");
            device.submit(List.of(adding(add, out, in, 3))).await(LONG_ENOUGH);
            assertThat(firstInt(out)).isEqualTo(3);
        }
    }

    @Test
    void aWriteToAFileIsAViolationAndLeavesTheFileAsItIs(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("data.bin"), new byte[100]);
        // What is read by its declaration and written all the same is not found before it runs.
        KernelSource writing = MetalKernels.of(
                "f", "kernel void f(device const int* out [[buffer(0)]]) { *((device int*) out) = 1; }");
        try (Device device = open();
                DeviceKernel kernel = device.compile(writing);
                MappedFile mapped = MappedFile.open(file);
                DeviceBuffer buffer = device.wrap(mapped, 0, 100)) {
            Submission submission =
                    device.submit(List.of(new Dispatch(kernel, List.of(KernelArgument.of(buffer)), 1, 1)));
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> submission.await(LONG_ENOUGH))
                    .withMessageContaining("in buffer 0");
            assertThat(MetalStandIn.takeViolations())
                    .containsExactly("kernel f: a write to the read-only mapping in buffer 0");
        }
        assertThat(Files.readAllBytes(file)).containsOnly(0);
    }

    @Test
    void barriersThatOnlySomeThreadsReachAreAViolation() throws InterruptedException {
        KernelSource source = MetalKernels.of("f", """
                using namespace metal;
                kernel void f(device int* out [[buffer(0)]], uint i [[thread_position_in_grid]]) {
                    if (i < 3) threadgroup_barrier(mem_flags::mem_none);
                    out[0] = 1;
                }
                """);
        try (Device device = open();
                DeviceKernel kernel = device.compile(source);
                DeviceBuffer out = device.allocate(8)) {
            device.submit(List.of(new Dispatch(kernel, List.of(KernelArgument.of(out)), 8, 8)))
                    .await(LONG_ENOUGH);
            assertThat(MetalStandIn.takeViolations())
                    .containsExactly("kernel f: a barrier that 3 of 8 threads of a group reach");
        }
    }

    @Test
    void aFileThatIsTruncatedUnderABufferIsAnErrorAndNotACrash(@TempDir Path folder) throws IOException {
        try (RandomAccessFile writer =
                new RandomAccessFile(folder.resolve("data.bin").toFile(), "rw")) {
            writer.setLength(1 << 20);
            try (Device device = open();
                    MappedFile mapped = MappedFile.open(folder.resolve("data.bin"));
                    DeviceBuffer in = device.wrap(mapped, 0, 1 << 20);
                    DeviceBuffer out = device.allocate(2 << 20);
                    DeviceKernel kernel = device.compile(MetalKernels.ADD)) {
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
    void memoryThatMetalRefusesIsCopiedAndSaysSo() {
        try (Device device = open();
                MemoryBlock block = MemoryBlock.allocate(100)) {
            MetalStandIn.fail(NO_COPY, 1);
            try (DeviceBuffer buffer = device.wrap(block, 0, 100)) {
                assertThat(buffer.isShared()).isFalse();
                assertThat(buffer.copyReason()).isEqualTo("Stand-in (Metal): refused the memory");
            }
            MetalStandIn.fail(NO_COPY, 2);
            try (DeviceBuffer buffer = device.wrap(block, 0, 100)) {
                assertThat(buffer.isShared()).isFalse();
            }
        }
    }

    @Test
    void anAllocationThatFailsIsAnErrorAndLeavesNothing() {
        try (Device device = open();
                MemoryBlock block = MemoryBlock.allocate(100)) {
            MetalStandIn.fail(NO_COPY, 3);
            MetalStandIn.fail("newBufferWithBytes:length:options:", 1);
            MetalStandIn.fail("newBufferWithLength:options:", 1);
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.wrap(block, 0, 100))
                    .matches(e -> e.reason() == Reason.OUT_OF_MEMORY)
                    .withMessageContaining("has no memory for a buffer of 100 bytes");
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.allocate(100))
                    .matches(e -> e.reason() == Reason.OUT_OF_MEMORY);
        }
        MetalStandIn.fail("newCommandQueue", 1);
        assertThatExceptionOfType(DeviceException.class)
                .isThrownBy(MetalDeviceTest::open)
                .withMessageContaining("there is no queue");
    }

    @Test
    void commandsAndPipelinesThatCannotBeMadeAreErrorsAndLeaveNothing() throws InterruptedException {
        try (Device device = open();
                DeviceKernel kernel = device.compile(MetalKernels.ADD);
                DeviceBuffer in = device.allocate(8);
                DeviceBuffer out = device.allocate(8)) {
            for (String selector : List.of("commandBuffer", "computeCommandEncoder")) {
                MetalStandIn.fail(selector, 1);
                Submission submission = device.submit(List.of(adding(kernel, out, in, 1)));
                assertThatExceptionOfType(DeviceException.class)
                        .isThrownBy(() -> submission.await(LONG_ENOUGH))
                        .matches(e -> e.reason() == Reason.OUT_OF_MEMORY);
                assertThat(submission.isDone()).isTrue();
            }
            MetalStandIn.fail("newComputePipelineStateWithFunction:options:reflection:error:", 1);
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.compile(MetalKernels.ADD))
                    .withMessageContaining("cannot be made ready: there are no resources for the kernel");
        }
    }

    @Test
    void argumentsThatAKernelDoesNotTakeAreRefusedBeforeMetalSeesThem() {
        try (Device device = open();
                DeviceKernel sum = device.compile(MetalKernels.SUM);
                DeviceKernel add = device.compile(MetalKernels.ADD);
                MemoryBlock block = MemoryBlock.allocate(8);
                DeviceBuffer in = device.wrap(block, 0, 8);
                DeviceBuffer out = device.allocate(8)) {
            KernelArgument number = KernelArgument.ofInt(1);
            KernelArgument written = KernelArgument.of(out);
            KernelArgument read = KernelArgument.of(in);
            assertRefused(device, sum, Collections.nCopies(32, number), "32 arguments are too many for sum");
            assertRefused(
                    device,
                    sum,
                    List.of(written, new KernelArgument.GroupMemory(1 << 20)),
                    "bytes of group memory are too many for sum");
            assertRefused(
                    device, sum, List.of(written, read, number), "argument 0 (part) of the kernel sum is missing");
            assertRefused(
                    device, add, List.of(written, read, number), "argument 3 (length) of the kernel add is missing");
            assertRefused(
                    device,
                    add,
                    List.of(read, read, number, number),
                    "argument 0 (out) of the kernel add may be written, and its buffer is for reading");
            assertRefused(device, add, List.of(number, read, number, number), "may be written and has to be a buffer");
            assertRefused(
                    device,
                    add,
                    List.of(written, read, KernelArgument.ofBytes(new byte[2]), number),
                    "argument 2 (summand) of the kernel add is a value of 2 bytes, and the kernel takes 4");
        }
    }

    private static void assertRefused(
            Device device, DeviceKernel kernel, List<KernelArgument> arguments, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> device.submit(List.of(new Dispatch(kernel, arguments, 1))))
                .withMessageContaining(message);
    }

    @Test
    void buffersTogetherTakeNoMoreThanMetalRecommends() {
        MetalStandIn.configure("recommendedMaxWorkingSetSize", 1 << 20);
        try (Device device = open();
                MemoryBlock block = MemoryBlock.allocate(1 << 20);
                DeviceBuffer first = device.wrap(block, 0, 1 << 19)) {
            assertThat(first.isShared()).isTrue();
            assertThat(device.info().recommendedWorkingSetBytes()).isEqualTo(1 << 20);
            DeviceBuffer second = device.allocate(1 << 18);
            for (ThrowableAssert.ThrowingCallable beyond : List.<ThrowableAssert.ThrowingCallable>of(
                    () -> device.wrap(block, 0, 1 << 19),
                    () -> device.copy(block, 0, 1 << 19),
                    () -> device.allocate(1 << 19))) {
                assertThatExceptionOfType(DeviceException.class)
                        .isThrownBy(beyond)
                        .matches(e -> e.reason() == Reason.OUT_OF_MEMORY)
                        .withMessageContaining(
                                "524288 bytes is too much beside the 786432 bytes of those that are open");
            }
            second.close();
            device.wrap(block, 0, 1 << 19).close();
        }
    }

    @Test
    void withoutADefaultDeviceOneOfAllIsTaken() {
        MetalStandIn.configure("hasDefaultDevice", 0);
        try (Device device = open()) {
            assertThat(device.info().name()).isEqualTo("Stand-in (Metal)");
        }
    }

    @Test
    void groupsWhoseSizeNobodyAskedForMayBeUneven() throws InterruptedException {
        KernelSource source = MetalKernels.of("f", """
                using namespace metal;
                kernel void f(device atomic_uint* out [[buffer(0)]],
                              uint threads [[threads_per_grid]], uint size [[threads_per_threadgroup]]) {
                    atomic_fetch_add_explicit(out, 1u, memory_order_relaxed);
                    atomic_fetch_max_explicit(out + 1, size, memory_order_relaxed);
                }
                """);
        for (boolean uneven : List.of(true, false)) {
            MetalStandIn.configure("hasUnevenGroups", uneven ? 1 : 0);
            try (Device device = open();
                    DeviceKernel kernel = device.compile(source);
                    DeviceBuffer out = device.allocate(8)) {
                assertThat(threadsOf(device, kernel, out, 0)).isEqualTo(uneven ? 1000 : 1024);
                assertThat(threadsOf(device, kernel, out, 100)).isEqualTo(1000);
                assertThat(threadsOf(device, kernel, out, 300)).isEqualTo(1200);
            }
        }
    }

    private static int threadsOf(Device device, DeviceKernel kernel, DeviceBuffer out, int groupThreads)
            throws InterruptedException {
        out.clear();
        device.submit(List.of(new Dispatch(kernel, List.of(KernelArgument.of(out)), 1000, groupThreads)))
                .await(LONG_ENOUGH);
        return firstInt(out);
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
        device.compile(MetalKernels.ADD);
        device.allocate(100);
        device.wrap(MemoryBlock.allocate(100), 0, 100);
        assertThat(LiveResources.count(LiveResources.Kind.DEVICE_BUFFER)).isEqualTo(2);
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
