package io.gpuquery.device;

import io.gpuquery.memory.OpenResources;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What the tests of a contract need of a device. */
public interface DeviceUnderTest {
    Duration LONG_ENOUGH = Duration.ofSeconds(30);

    /** A new device; the tests close it. */
    Device open(DeviceOptions options);

    /**
     * A kernel {@code add}: {@code long* out, const int* in, int summand, int length}, where out[i] = in[i] + summand
     * for every thread i below length.
     */
    KernelSource add();

    /** A kernel that does not compile on this device, or whose language it does not know. */
    KernelSource broken();

    @AfterEach
    default void nothingIsLeft() {
        OpenResources.assertNone();
    }

    /** One dispatch of {@link #add()}. */
    static Dispatch adding(DeviceKernel kernel, DeviceBuffer out, DeviceBuffer in, int summand, int length) {
        List<KernelArgument> arguments = List.of(
                KernelArgument.of(out),
                KernelArgument.of(in),
                KernelArgument.ofInt(summand),
                KernelArgument.ofInt(length));
        return new Dispatch(kernel, arguments, length);
    }

    /** What a buffer begins with. */
    static int firstInt(DeviceBuffer buffer) {
        ByteBuffer read = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        buffer.read(0, read);
        return read.getInt(0);
    }
}
