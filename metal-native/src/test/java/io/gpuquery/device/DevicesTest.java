package io.gpuquery.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gpuquery.device.host.HostDeviceProvider;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.OpenResources;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {

    @AfterEach
    void nothingIsLeft() {
        OpenResources.assertNone();
    }

    @Test
    void theHostIsFound() {
        assertThat(Devices.discover().providers())
                .anySatisfy(provider -> assertThat(provider).isInstanceOf(HostDeviceProvider.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "host", " Host ", "AUTO"})
    void aDeviceIsOpenedByItsName(String choice) {
        try (Device device = Devices.discover().open(choice, DeviceOptions.defaults())) {
            assertThat(device.info().name()).isNotBlank();
        }
    }

    @Test
    void autoPassesOverWhatIsMissingNotWorthItOrDoesNotOpen() {
        Devices devices = new Devices(List.of(
                new HostDeviceProvider(),
                new Absent(DeviceKind.METAL, new DeviceProvider.Availability(true, "Broken GPU", true)),
                new Absent(DeviceKind.OPENCL, new DeviceProvider.Availability(true, "A processor", false))));

        try (Device device = devices.open(Devices.AUTO, DeviceOptions.defaults())) {
            assertThat(device.info().kind()).isEqualTo(DeviceKind.HOST);
        }
    }

    @Test
    void aDeviceThatIsMissingIsAnErrorWithTheReasonAndTheChoice() {
        DeviceProvider.Availability missing = new DeviceProvider.Availability(false, "this is not a Mac", true);
        Devices devices = new Devices(List.of(new Absent(DeviceKind.METAL, missing), new HostDeviceProvider()));

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> devices.open("metal", DeviceOptions.defaults()))
                .withMessage("The device metal is not available: this is not a Mac. Set device=auto, or one of: host.");
    }

    @Test
    void aDeviceOfNoKnownKindIsAnErrorWithTheChoice() {
        Devices devices = new Devices(List.of(new HostDeviceProvider()));

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> devices.open("cuda", DeviceOptions.defaults()))
                .withMessage("There is no device named \"cuda\". Set device=auto, or one of: host.");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new Devices(List.of()).open("auto", DeviceOptions.defaults()))
                .withMessageStartingWith("There is no device at all");
    }

    @Test
    void valuesAreLittleEndianAndSmall() {
        assertThat(bytes(KernelArgument.ofInt(1))).containsExactly(1, 0, 0, 0);
        assertThat(bytes(KernelArgument.ofLong(2))).containsExactly(2, 0, 0, 0, 0, 0, 0, 0);
        assertThat(bytes(KernelArgument.ofFloat(1))).containsExactly(0, 0, 0x80, 0x3f);
        assertThat(bytes(KernelArgument.ofDouble(1))).containsExactly(0, 0, 0, 0, 0, 0, 0xf0, 0x3f);
        assertThat(KernelArgument.ofInt(0)).isEqualTo(KernelArgument.ofBytes(new byte[4]));
        assertThatIllegalArgumentException().isThrownBy(() -> KernelArgument.ofBytes(new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> KernelArgument.ofBytes(new byte[4097]));
        assertThatIllegalArgumentException().isThrownBy(() -> new KernelArgument.GroupMemory(0));
    }

    @Test
    void limitsAndDispatchesThatCannotBeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> info(4097, 1 << 20, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> info(4096, 100, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> info(4096, 1 << 20, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KernelSource.Text(KernelLanguage.JAVA, "f", "", Map.of()));
    }

    private static DeviceInfo info(long pageBytes, long maxBufferBytes, int maxGroupThreads) {
        return new DeviceInfo(
                "d", DeviceKind.HOST, true, pageBytes, maxBufferBytes, 0, maxGroupThreads, 0, 1, true, true, Set.of());
    }

    private static byte[] bytes(KernelArgument argument) {
        return ((KernelArgument.Value) argument).toBytes();
    }

    /** A kind of device that this machine has not got, or that cannot be opened. */
    private record Absent(DeviceKind kind, Availability availability) implements DeviceProvider {
        @Override
        public Device open(DeviceOptions options) {
            throw new DeviceException(
                    availability.description(), DeviceException.Reason.UNSUPPORTED, "cannot be opened");
        }
    }
}
