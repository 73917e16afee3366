package io.gpuquery.device.metal;

import static io.gpuquery.device.DeviceUnderTest.LONG_ENOUGH;
import static io.gpuquery.device.DeviceUnderTest.firstInt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The Metal device on its stand-in. */
class MetalDeviceTest implements OnStandIn {
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
}
