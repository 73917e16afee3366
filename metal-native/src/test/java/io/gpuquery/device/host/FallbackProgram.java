package io.gpuquery.device.host;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.Devices;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.KernelSource;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FilePoolOptions;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.memory.Pages;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Uses files, blocks and the host device where JNA cannot load. */
final class FallbackProgram {
    private static final long SPARSE_BYTES = (4L << 30) + 5;

    private FallbackProgram() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path folder = Path.of(arguments[0]);
        Path file = Files.writeString(folder.resolve("data"), "abc");
        try (MappedFile mapped = MappedFile.open(file)) {
            out.println("bytes " + text(mapped, 3));
            out.println("tail " + mapped.slice(2, 4).getInt(0) + ' '
                    + mapped.slice(Pages.alignmentBytes() - 1, 1).get(0));
            try {
                out.println(mapped.address());
            } catch (UnsupportedOperationException e) {
                out.println("no address");
            }
            mapped.advise(0, 3);
            mapped.ensureUnchanged();
            Files.writeString(file, "x");
            try {
                mapped.ensureUnchanged();
            } catch (DataException e) {
                out.println(e.problem());
            }
        }
        sparse(out, folder.resolve("sparse"));
        try (MappedFile empty = MappedFile.open(Files.createFile(folder.resolve("empty")))) {
            out.println("empty " + empty.slice(0, 1).get(0));
        }
        pool(out, file);
        device(out);
        out.println("resources "
                + LiveResources.snapshot().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    private static void sparse(PrintStream out, Path file) throws Exception {
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength(SPARSE_BYTES);
            writer.seek(SPARSE_BYTES - 1);
            writer.write(7);
        }
        try (MappedFile mapped = MappedFile.open(file)) {
            out.println("sparse " + mapped.slice(SPARSE_BYTES - 1000, 1000).get(999));
        }
    }

    private static void pool(PrintStream out, Path file) {
        FilePoolOptions options = FilePoolOptions.defaults();
        try (FilePool copying = new FilePool(options);
                FilePool mapping = new FilePool(options.withSmallFileBytes(0));
                FileContents copy = copying.open(file);
                FileContents map = mapping.open(file)) {
            out.println("pool " + text(copy.region(), 1) + text(map.region(), 1));
        }
    }

    private static void device(PrintStream out) throws InterruptedException {
        KernelSource negate = new KernelSource.Java(
                "negate",
                (arguments, first, end) -> arguments
                        .buffer(0, 0, 4)
                        .putInt(0, -arguments.buffer(1, 0, 4).getInt(0)));
        try (Device device = Devices.discover().open("host", DeviceOptions.defaults());
                MemoryBlock block = MemoryBlock.allocate(4);
                DeviceBuffer in = device.wrap(block, 0, 4);
                DeviceBuffer result = device.allocate(4);
                DeviceKernel kernel = device.compile(negate)) {
            block.slice(0, 4).putInt(0, 42);
            List<KernelArgument> arguments = List.of(KernelArgument.of(result), KernelArgument.of(in));
            device.submit(List.of(new Dispatch(kernel, arguments, 1))).await(Duration.ofSeconds(10));
            out.println("kernel " + result.hostView(0, 4).getInt(0));
        }
    }

    private static String text(MemoryRegion region, int lengthBytes) {
        return StandardCharsets.US_ASCII.decode(region.slice(0, lengthBytes)).toString();
    }
}
