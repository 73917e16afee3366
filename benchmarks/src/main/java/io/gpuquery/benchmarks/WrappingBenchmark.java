package io.gpuquery.benchmarks;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.Devices;
import io.gpuquery.device.metal.MetalStandIn;
import io.gpuquery.memory.MappedFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Making a device's buffer of a mapped file and closing it: without a copy, and with one. Files are sparse and stay in
 * the system's cache: the figures of copies are of memory, not of a disk.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WrappingBenchmark {

    /** A device and a file of some length. */
    @State(Scope.Thread)
    public abstract static class Wrapped {
        @Param({"host", "opencl", "metal-stand-in"})
        public String device = "";

        private @Nullable Device opened;
        private @Nullable MappedFile file;

        abstract long lengthBytes();

        /** Opens both; a device that is not here fails its runs, and JMH goes on with the next. */
        @Setup
        public void open() throws IOException {
            opened = device.equals("metal-stand-in")
                    ? standIn()
                    : Devices.discover().open(device, DeviceOptions.defaults());
            Path path = Files.createTempFile("wrapping", ".bin");
            try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
                sparse.setLength(lengthBytes());
                file = MappedFile.open(path);
            } finally {
                // The mapping keeps it; JMH does not close what a failed run has opened.
                Files.delete(path);
            }
        }

        private static Device standIn() {
            if (!MetalStandIn.isAvailable()) {
                throw new IllegalStateException("there is no C++ compiler to build Metal's stand-in");
            }
            // Which Metal does only under its debugger too.
            MetalStandIn.configure("validatesMemory", 0);
            return MetalStandIn.open(DeviceOptions.defaults());
        }

        /** Closes both. */
        @TearDown
        public void close() {
            Objects.requireNonNull(opened).close();
            Objects.requireNonNull(file).close();
        }
    }

    /** Lengths up to those of large files. */
    public static class AnyLength extends Wrapped {
        @Param({"16384", "1048576", "67108864", "1073741824", "8589934592"})
        public long length;

        @Override
        long lengthBytes() {
            return length;
        }
    }

    /** Lengths of which a copy fits into memory. */
    public static class ShortLength extends Wrapped {
        @Param({"16384", "1048576", "67108864"})
        public long length;

        @Override
        long lengthBytes() {
            return length;
        }
    }

    /** Wraps the whole file without a copy; the file is not read. */
    @Benchmark
    public boolean wrap(AnyLength state) {
        return use(state, true);
    }

    /** Copies the whole file. */
    @Benchmark
    public boolean copy(ShortLength state) {
        return use(state, false);
    }

    private static boolean use(Wrapped state, boolean wrap) {
        Device device = Objects.requireNonNull(state.opened);
        MappedFile file = Objects.requireNonNull(state.file);
        try (var buffer =
                wrap ? device.wrap(file, 0, state.lengthBytes()) : device.copy(file, 0, state.lengthBytes())) {
            if (buffer.isShared() != wrap) {
                throw new IllegalStateException(String.valueOf(buffer.copyReason()));
            }
            return buffer.isShared();
        }
    }
}
