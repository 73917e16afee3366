package io.gpuquery.device.metal;

import static io.gpuquery.device.DeviceUnderTest.LONG_ENOUGH;
import static io.gpuquery.device.DeviceUnderTest.adding;
import static io.gpuquery.device.DeviceUnderTest.firstInt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceException.Reason;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.Submission;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.MemoryBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong with a Metal device, on its stand-in. */
class MetalFailuresTest implements OnStandIn {
    private static final String NO_COPY = "newBufferWithBytesNoCopy:length:options:deallocator:";

    private static Device open() {
        return MetalStandIn.open(DeviceOptions.defaults());
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
            device.submit(List.of(adding(add, out, in, 3, 1))).await(LONG_ENOUGH);
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
                .isThrownBy(MetalFailuresTest::open)
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
                Submission submission = device.submit(List.of(adding(kernel, out, in, 1, 1)));
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
}
