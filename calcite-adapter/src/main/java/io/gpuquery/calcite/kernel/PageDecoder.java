package io.gpuquery.calcite.kernel;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.Submission;
import io.gpuquery.memory.Closing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes pages of Parquet on a device. Statements do not use it: columns in memory are decoded already, and whether decoding there pays
 * is for {@code benchmarks/run decoding} to tell. Any thread may use it.
 */
public final class PageDecoder {
    private static final int MOST_ROWS = 1 << AggregateKernel.MOST_ROWS_BITS;

    private final KernelDevice device;

    public PageDecoder(KernelDevice device) {
        this.device = device;
    }

    /**
     * What became of a page.
     *
     * @param values a value for each row, 0 where it is missing: ints, longs or bytes, as the layout says; the caller closes it
     * @param deviceNanos how long the device was at work
     */
    public record Decoded(DeviceBuffer values, long deviceNanos) {}

    /**
     * Decodes a page.
     *
     * @throws IllegalArgumentException if the page has fewer bytes than it has values
     * @throws DeviceException if the device fails, or does not end in time
     */
    public Decoded decode(EncodedPage page) throws InterruptedException {
        BufferSlice validity = page.validity();
        int[] before = validity == null ? new int[1] : presentBefore(validity.bytes(), page.rowCount());
        int present = validity == null ? page.rowCount() : before[before.length - 1];
        if (page.encodedBytes(present) > page.bytes().lengthBytes()) {
            throw new IllegalArgumentException(present + " values of width " + page.width() + " in "
                    + page.bytes().lengthBytes() + " bytes");
        }
        Device own = device.device();
        List<AutoCloseable> used = new ArrayList<>();
        DeviceBuffer values = own.allocate((long) page.decodedBytes() * page.rowCount());
        try {
            DeviceBuffer bytes = wrapped(page.bytes(), used);
            DeviceBuffer runs = written(page.runs(), used);
            List<KernelArgument> buffers = List.of(
                    KernelArgument.of(values),
                    KernelArgument.of(bytes),
                    KernelArgument.of(runs),
                    KernelArgument.of(validity == null ? bytes : wrapped(validity, used)),
                    KernelArgument.of(written(before, used)));
            return new Decoded(values, run(page, buffers));
        } catch (RuntimeException | Error | InterruptedException e) {
            values.close();
            throw e;
        } finally {
            Closing.all(used);
        }
    }

    private long run(EncodedPage page, List<KernelArgument> buffers) throws InterruptedException {
        KernelProgram program =
                PageKernel.program(device.dialect(), page.layout(), page.decodedBytes(), page.validity() != null);
        DeviceKernel kernel = device.kernel(program);
        // Groups of one size, by which threads count.
        int groupThreads = Integer.highestOneBit(Math.min(KernelProgram.GROUP_THREADS, kernel.maxGroupThreads()));
        List<Dispatch> dispatches = new ArrayList<>();
        for (int first = 0; first < page.rowCount(); first += MOST_ROWS) {
            int end = Math.min(page.rowCount(), first + MOST_ROWS);
            List<KernelArgument> arguments = new ArrayList<>(buffers);
            for (int number : List.of(page.runs().length / 3, page.width(), first, end)) {
                arguments.add(KernelArgument.ofInt(number));
            }
            dispatches.add(new Dispatch(kernel, arguments, (long) end - first, groupThreads));
        }
        Submission submission = device.device().submit(dispatches);
        submission.await(device.limit());
        return submission.deviceNanos();
    }

    private DeviceBuffer wrapped(BufferSlice slice, List<AutoCloseable> used) {
        DeviceBuffer buffer = device.device().wrap(slice.region(), slice.offsetBytes(), slice.lengthBytes());
        used.add(buffer);
        return buffer;
    }

    private DeviceBuffer written(int[] values, List<AutoCloseable> used) {
        DeviceBuffer buffer = device.device().allocate(Math.max(1, (long) Integer.BYTES * values.length));
        used.add(buffer);
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        buffer.write(0, bytes);
        return buffer;
    }

    /** For every 32 rows how many are present before them, and last how many are present at all. */
    private static int[] presentBefore(ByteBuffer validity, int rowCount) {
        int sums = (rowCount + PageKernel.ROWS_PER_SUM - 1) / PageKernel.ROWS_PER_SUM;
        int[] before = new int[sums + 1];
        for (int row = 0; row < rowCount; row += Byte.SIZE) {
            int bits = validity.get(row / Byte.SIZE) & 0xff;
            int left = rowCount - row;
            int own = left < Byte.SIZE ? bits & ((1 << left) - 1) : bits;
            before[row / PageKernel.ROWS_PER_SUM + 1] += Integer.bitCount(own);
        }
        for (int sum = 0; sum < sums; sum++) {
            before[sum + 1] += before[sum];
        }
        return before;
    }

    /** Reads decoded values back. */
    public static ByteBuffer read(DeviceBuffer values, @Nullable ByteBuffer reused) {
        int lengthBytes = Math.toIntExact(values.lengthBytes());
        ByteBuffer target = reused != null && reused.capacity() >= lengthBytes
                ? reused.clear().limit(lengthBytes)
                : ByteBuffer.allocate(lengthBytes);
        values.read(0, target.order(ByteOrder.LITTLE_ENDIAN));
        return target.flip();
    }
}
