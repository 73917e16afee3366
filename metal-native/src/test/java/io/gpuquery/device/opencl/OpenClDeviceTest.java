package io.gpuquery.device.opencl;

import static io.gpuquery.device.DeviceUnderTest.LONG_ENOUGH;
import static io.gpuquery.device.DeviceUnderTest.adding;
import static io.gpuquery.device.DeviceUnderTest.firstInt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.OpenResources;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenClDeviceTest {
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
    void theJvmsOwnDivisionsByZeroAreStillItsOwn() throws InterruptedException {
        try (Device device = open();
                DeviceKernel kernel = device.compile(Kernels.ADD);
                DeviceBuffer in = device.allocate(8);
                DeviceBuffer out = device.allocate(8)) {
            device.submit(List.of(adding(kernel, out, in, 1, 1))).await(LONG_ENOUGH);
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
}
