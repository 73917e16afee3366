package io.gpuquery.calcite.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceProvider;
import io.gpuquery.device.Devices;
import io.gpuquery.device.metal.MetalStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What devices cost is measured once, and decides which batches they are given. */
class DeviceCostsTest {
    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Leftovers.awaitNone();
        if (MetalStandIn.isAvailable()) {
            MetalStandIn.verify();
        }
    }

    @Test
    void aBatchIsWorthTheWayWhereTheDeviceIsFasterByAQuarterWithAllThatItTakes() {
        DeviceCosts costs = new DeviceCosts(20_000, 100_000, 1_000, 10_000);
        // 20 µs to begin with, and 10 µs on the CPU.
        assertThat(costs.pays(10_000, 0, 1)).isFalse();
        assertThat(costs.pays(1_000_000, 0, 1)).isTrue();
        assertThat(costs.pays(1_000_000, 0, 64)).isFalse();
        // What has to be copied takes ten times as long as the kernel, and with so many threads too long.
        assertThat(costs.pays(1_000_000, 1_000_000, 1)).isTrue();
        assertThat(costs.pays(1_000_000, 0, 16)).isTrue();
        assertThat(costs.pays(1_000_000, 1_000_000, 16)).isFalse();
        assertThat(new DeviceCosts(0, 1_000, 1_000, 0).pays(1 << 30, 0, 1)).isFalse();
        assertThat(new DeviceCosts(0, 1_240, 1_000, 0).pays(1 << 30, 0, 1)).isFalse();
        assertThat(new DeviceCosts(0, 1_270, 1_000, 0).pays(1 << 30, 0, 1)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void aDeviceIsMeasured(TestDevice kind) {
        kind.require();
        try (KernelDevice device = kind.open()) {
            DeviceCosts costs = Calibration.measure(device);
            assertThat(costs.latencyNanos()).isPositive();
            assertThat(costs.deviceBytesPerMicro()).isPositive();
            assertThat(costs.cpuBytesPerMicro()).isPositive();
            assertThat(costs.copyBytesPerMicro()).isZero();
            assertThat(TestDevice.bufferBytes(device)).isZero();
        }
        try (KernelDevice device = kind.openCopying()) {
            assertThat(Calibration.measure(device).copyBytesPerMicro()).isPositive();
        }
    }

    @Test
    void whatWasMeasuredIsKeptAndWhatMakesNoSenseIsNot() throws IOException {
        Path deep = folder.resolve("a/b");
        CostFile file = new CostFile(deep, "opencl (Some GPU/3000)");
        assertThat(file.read()).isNull();
        DeviceCosts costs = new DeviceCosts(12, 34, 56, 0);
        file.write(costs);
        assertThat(file.read()).isEqualTo(costs);
        assertThat(new CostFile(deep, "another").read()).isNull();
        Path written;
        try (Stream<Path> all = Files.list(deep)) {
            List<Path> files = all.toList();
            assertThat(files).hasSize(1);
            written = files.get(0);
        }
        assertThat(written.getFileName()).hasToString("device-opencl-some-gpu-3000-.properties");
        for (String nonsense : List.of(
                "",
                "latencyNanos=x",
                "latencyNanos=-1\ndeviceBytesPerMicro=1\ncpuBytesPerMicro=1\ncopyBytesPerMicro=1",
                // As it was written before copies were measured apart.
                "latencyNanos=1\ndeviceBytesPerMicro=1\ncpuBytesPerMicro=1")) {
            Files.writeString(written, nonsense);
            assertThat(file.read()).as(nonsense).isNull();
        }
    }

    @Test
    void aDriverOnTheProcessorIsNeverTakenUnasked() {
        boolean anyGpu = Devices.discover().providers().stream()
                .filter(provider -> provider.kind() != DeviceKind.HOST)
                .map(DeviceProvider::availability)
                .anyMatch(DeviceProvider.Availability::preferred);
        try (KernelDevices devices = new KernelDevices(Devices.discover(), folder)) {
            assertThat(devices.automatic(true) == null).isEqualTo(!anyGpu || !GpuPresence.isPossible());
            assertThat(devices.automatic(false)).isNull();
        }
    }

    @Test
    void devicesAreSharedAndClosedWithTheirOwner() {
        TestDevice.OPENCL.require();
        KernelDevices devices = new KernelDevices(Devices.discover(), folder);
        DeviceUse first = Objects.requireNonNull(devices.chosen(DeviceKind.OPENCL, false));
        DeviceUse second = Objects.requireNonNull(devices.chosen(DeviceKind.OPENCL, true));
        assertThat(second.device()).isSameAs(first.device());
        first.device().lose("a kernel did not end");
        DeviceUse third = Objects.requireNonNull(devices.chosen(DeviceKind.OPENCL, true));
        assertThat(third.device()).isNotSameAs(first.device());
        devices.close();
        assertThat(devices.chosen(DeviceKind.OPENCL, true)).isNull();
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void aKernelThatDoesNotCompileShowsItsSource(TestDevice kind) {
        kind.require();
        try (KernelDevice device = kind.open()) {
            KernelProgram broken = KernelProgram.of(
                    device.dialect(), false, "broken", "long", new KernelInputs(), "    out[0] = nobody_knows_this;\n");
            assertThatThrownBy(() -> device.kernel(broken))
                    .isInstanceOfSatisfying(
                            DeviceException.class,
                            e -> assertThat(e.reason()).isEqualTo(DeviceException.Reason.COMPILATION))
                    .hasMessageContaining("out[0] = nobody_knows_this;");
        }
    }

    @Test
    void aDeviceThatRunsJavaOnlyHasNoKernels() {
        try (var host = Devices.discover().open("host", DeviceOptions.defaults())) {
            assertThatThrownBy(() -> new KernelDevice(host)).isInstanceOf(IneligibleException.class);
        }
    }
}
