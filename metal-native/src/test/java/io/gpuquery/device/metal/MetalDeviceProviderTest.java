package io.gpuquery.device.metal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceProvider;
import io.gpuquery.device.Devices;
import io.gpuquery.device.KernelLanguage;
import io.gpuquery.device.KernelSource;
import io.gpuquery.error.DataException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What can be tested without a Mac. */
class MetalDeviceProviderTest {

    @Test
    @DisabledOnOs(OS.MAC)
    void elsewhereThanOnAMacTheReasonIsTheAnswerAndQuick() {
        assertThat(new MetalDeviceProvider().availability().available()).isFalse();

        long start = System.nanoTime();
        DeviceProvider.Availability availability = new MetalDeviceProvider().availability();
        long elapsedNanos = System.nanoTime() - start;

        assertThat(elapsedNanos).isLessThan(1_000_000);
        assertThat(availability.description()).startsWith("Metal is a part of macOS, and this is ");
        assertThatExceptionOfType(DeviceException.class)
                .isThrownBy(() -> new MetalDeviceProvider().open(DeviceOptions.defaults()))
                .withMessageStartingWith("Metal: Metal is a part of macOS")
                .matches(e -> e.reason() == DeviceException.Reason.UNSUPPORTED);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Devices.discover().open("metal", DeviceOptions.defaults()))
                .withMessageContaining("The device metal is not available: Metal is a part of macOS");
    }

    @Test
    void itIsFoundAndAutoDoesNotTakeIt() {
        assertThat(Devices.discover().providers())
                .filteredOn(provider -> provider.kind() == DeviceKind.METAL)
                .singleElement()
                .matches(provider -> !provider.availability().preferred());
    }

    @Test
    void macrosComeBeforeATextWhoseLinesKeepTheirNumbers() {
        KernelSource.Text source =
                new KernelSource.Text(KernelLanguage.MSL, "f", "kernel void f() {}", Map.of("B", "2", "A", "1"));

        assertThat(MetalKernel.complete(source)).isEqualTo("#define A 1\n#define B 2\n#line 1\nkernel void f() {}");
    }

    @Test
    void theMemoryOfGroupsIsRoundedUp() {
        assertThat(MetalSubmission.groupMemoryBytes(1)).isEqualTo(16);
        assertThat(MetalSubmission.groupMemoryBytes(16)).isEqualTo(16);
    }

    @Test
    void sizesAreThreeNumbersOfEightBytes() {
        MetalSize size = MetalSize.of(7);
        size.write();

        assertThat(size.size()).isEqualTo(24);
        assertThat(size.getPointer().getLongArray(0, 3)).containsExactly(7, 1, 1);
    }
}
