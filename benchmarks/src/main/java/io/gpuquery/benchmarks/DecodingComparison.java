package io.gpuquery.benchmarks;

import io.gpuquery.calcite.kernel.EncodedPage;
import io.gpuquery.calcite.kernel.EncodedPage.Layout;
import io.gpuquery.calcite.kernel.KernelDevice;
import io.gpuquery.calcite.kernel.PageDecoder;
import io.gpuquery.column.BufferSlice;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.Devices;
import io.gpuquery.format.parquet.encoding.Encodings;
import io.gpuquery.format.parquet.encoding.PageBytes;
import io.gpuquery.format.parquet.encoding.RunLengthDecoder;
import io.gpuquery.memory.MemoryBlock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Whether decoding pages of Parquet on a device pays, as a Markdown table: nanoseconds for each value by the CPU's decoders, by the
 * device's kernels, and by all that the device needs, from the page in memory to values in its buffer, reading of runs included.
 *
 * <p>Arguments: the device, values of a page, rounds.
 */
public final class DecodingComparison {
    private static final int RUN = 200;

    private final KernelDevice device;
    private final int valueCount;
    private final int rounds;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Random random = new Random(7);

    private DecodingComparison(KernelDevice device, int valueCount, int rounds) {
        this.device = device;
        this.valueCount = valueCount;
        this.rounds = rounds;
    }

    /** Prints the table. */
    public static void main(String[] arguments) throws Exception {
        try (KernelDevice device =
                new KernelDevice(Devices.discover().open(arguments[0], DeviceOptions.defaults()))) {
            new DecodingComparison(device, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])).print();
        }
    }

    private void print() throws Exception {
        out.printf(
                "%s%n%n%s, pages of %d values, medians of %d interleaved rounds, nanoseconds per value.%n%n",
                Machine.description(), device.description(), valueCount, rounds);
        out.println("| page | CPU | kernels | device in all | pays |");
        out.println("|---|---:|---:|---:|---|");
        for (int width : List.of(1, 4, 8, 12, 17, 24, 32)) {
            measure("codes of " + width + " bits, packed", Layout.CODES, width, packed(width));
        }
        for (int width : List.of(4, 12)) {
            measure("codes of " + width + " bits, runs of " + RUN, Layout.CODES, width, runs(width));
        }
        measure("PLAIN, 4 bytes", Layout.LITTLE_ENDIAN, Integer.BYTES, bytes(Integer.BYTES * valueCount));
        measure("PLAIN, 8 bytes", Layout.LITTLE_ENDIAN, Long.BYTES, bytes(Long.BYTES * valueCount));
        measure("PLAIN booleans", Layout.BITS, 1, bytes((valueCount + 7) / 8));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void varint(ByteArrayOutputStream page, int value) {
        int left = value;
        for (; left > 0x7f; left >>>= 7) {
            page.write((left & 0x7f) | 0x80);
        }
        page.write(left);
    }

    /** As writers do: as many packed groups at a time as one byte of header can have. */
    private byte[] packed(int width) {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        for (int done = 0; done < valueCount; done += 8 * 63) {
            varint(page, 63 << 1 | 1);
            page.writeBytes(bytes(63 * width));
        }
        return page.toByteArray();
    }

    private byte[] runs(int width) {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        for (int done = 0; done < valueCount; done += RUN) {
            varint(page, RUN << 1);
            for (int bits = width; bits > 0; bits -= 8) {
                page.write(random.nextInt() & (bits < 8 ? (1 << bits) - 1 : 0xff));
            }
        }
        return page.toByteArray();
    }

    private void measure(String title, Layout layout, int width, byte[] bytes) throws Exception {
        PageBytes page = new PageBytes(Arrays.copyOf(bytes, bytes.length + PageBytes.PADDING_BYTES), 0, bytes.length);
        boolean wide = layout == Layout.LITTLE_ENDIAN && width == Long.BYTES;
        int[] ints = new int[valueCount];
        long[] longs = new long[wide ? valueCount : 0];
        double[] cpu = new double[rounds];
        double[] kernels = new double[rounds];
        double[] all = new double[rounds];
        try (MemoryBlock block = MemoryBlock.allocate(bytes.length)) {
            block.slice(0, bytes.length).put(bytes);
            BufferSlice slice = new BufferSlice(block, 0, bytes.length);
            for (int round = -3; round < rounds; round++) {
                long start = System.nanoTime();
                onCpu(layout, page, width, ints, longs);
                long cpuNanos = System.nanoTime() - start;
                start = System.nanoTime();
                int[] runs = layout == Layout.CODES
                        ? RunLengthDecoder.of(page, width).readRuns(valueCount)
                        : new int[0];
                PageDecoder.Decoded decoded =
                        new PageDecoder(device).decode(new EncodedPage(layout, slice, width, valueCount, null, runs));
                long allNanos = System.nanoTime() - start;
                try {
                    compare(title, decoded, ints, longs);
                } finally {
                    decoded.values().close();
                }
                if (round >= 0) {
                    cpu[round] = (double) cpuNanos / valueCount;
                    kernels[round] = (double) decoded.deviceNanos() / valueCount;
                    all[round] = (double) allNanos / valueCount;
                }
            }
        }
        out.printf(
                "| %s | %.2f | %.2f | %.2f | %s |%n",
                title, median(cpu), median(kernels), median(all), median(all) < median(cpu) ? "yes" : "no");
    }

    private void onCpu(Layout layout, PageBytes page, int width, int[] ints, long[] longs) {
        switch (layout) {
            case CODES -> RunLengthDecoder.of(page, width).readInts(ints, 0, valueCount);
            case BITS ->
                Encodings.decoder(
                                org.apache.parquet.format.Type.BOOLEAN,
                                0,
                                org.apache.parquet.format.Encoding.PLAIN,
                                page)
                        .readInts(ints, 0, valueCount);
            case LITTLE_ENDIAN -> {
                ByteBuffer values = ByteBuffer.wrap(page.bytes(), 0, page.lengthBytes())
                        .slice()
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN);
                if (width == Integer.BYTES) {
                    Encodings.plain(values).readInts(ints, 0, valueCount);
                } else {
                    Encodings.plain(values).readLongs(longs, 0, valueCount);
                }
            }
            case BIG_ENDIAN -> throw new IllegalArgumentException("decimals have no decoder of their own");
        }
    }

    private void compare(String title, PageDecoder.Decoded decoded, int[] ints, long[] longs) {
        ByteBuffer values = PageDecoder.read(decoded.values(), null);
        int width = (int) (decoded.values().lengthBytes() / valueCount);
        for (int i = 0; i < valueCount; i++) {
            boolean same = switch (width) {
                case Byte.BYTES -> values.get(i) == ints[i];
                case Integer.BYTES -> values.getInt(Integer.BYTES * i) == ints[i];
                default -> values.getLong(Long.BYTES * i) == longs[i];
            };
            if (!same) {
                throw new IllegalStateException(title + " has another value on the device at " + i);
            }
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
