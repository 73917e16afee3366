package io.gpuquery.device.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.DeviceProvider;
import io.gpuquery.device.Devices;
import io.gpuquery.memory.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenClDeviceProviderTest {

    @Test
    void itIsFoundAndAnswersQuicklyOnceAsked() {
        DeviceProvider provider = Devices.discover().providers().stream()
                .filter(p -> p.kind() == DeviceKind.OPENCL)
                .findFirst()
                .orElseThrow();
        DeviceProvider.Availability first = provider.availability();
        assertThat(first.description()).isNotBlank();

        long start = System.nanoTime();
        DeviceProvider.Availability second = new OpenClDeviceProvider().availability();
        long elapsedNanos = System.nanoTime() - start;

        assertThat(second).isEqualTo(first);
        assertThat(elapsedNanos).isLessThan(1_000_000);
    }

    @Test
    void whereNoLibraryCanBeLoadedTheReasonIsTheAnswer(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> lines =
                ChildJvm.run(folder, AvailabilityProgram.class, List.of("-Djna.nounpack=true", "-Djna.nosys=true"));

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("false no OpenCL library can be loaded (");
        assertThat(lines.get(1)).startsWith("UNSUPPORTED OpenCL: no OpenCL library can be loaded (");
    }

    /** PoCL's handler of SIGFPE, unless it is told to install none, goes on as if nothing had happened. */
    @Test
    void aDivisionByZeroIsAnExceptionAlsoOnceDriversWereAsked(@TempDir Path folder)
            throws IOException, InterruptedException {
        OpenClPresence.require();

        List<String> lines = ChildJvm.run(folder, DivisionProgram.class, List.of("-XX:TieredStopAtLevel=1"), "0");

        assertThat(lines).containsExactly("true", "66663333", "/ by zero");
    }

    @Test
    void statusesAreNamed() {
        assertThatExceptionOfType(DeviceException.class)
                .isThrownBy(() -> Status.check("GPU", "wrap memory", -4))
                .withMessage("GPU: cannot wrap memory: CL_MEM_OBJECT_ALLOCATION_FAILURE")
                .matches(e -> e.reason() == DeviceException.Reason.OUT_OF_MEMORY);
        assertThat(Status.name(-9999)).isEqualTo("OpenCL error -9999");
    }
}
