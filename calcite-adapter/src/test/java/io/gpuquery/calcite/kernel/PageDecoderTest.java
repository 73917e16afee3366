package io.gpuquery.calcite.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.kernel.EncodedPage.Layout;
import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.calcite.testing.MslLint;
import io.gpuquery.column.BufferSlice;
import io.gpuquery.device.metal.MetalStandIn;
import io.gpuquery.format.parquet.encoding.Encodings;
import io.gpuquery.format.parquet.encoding.PageBytes;
import io.gpuquery.format.parquet.encoding.PageException;
import io.gpuquery.format.parquet.encoding.RunLengthDecoder;
import io.gpuquery.format.parquet.encoding.ValueDecoder;
import io.gpuquery.memory.MemoryBlock;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages that a device decodes have the values that the CPU's decoders find, whatever their runs and widths. */
class PageDecoderTest {
    private static final int ROWS = 3000;

    private final Random random = new Random(5);

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Leftovers.awaitNone();
        if (MetalStandIn.isAvailable()) {
            MetalStandIn.verify();
        }
    }

    /** What the CPU reads of a page. */
    private static PageBytes page(byte[] bytes) {
        return new PageBytes(Arrays.copyOf(bytes, bytes.length + PageBytes.PADDING_BYTES), 0, bytes.length);
    }

    /** Has a device decode bytes; each row that is not missing takes the next value that is expected. */
    private static void assertDecoded(
            KernelDevice device,
            Layout layout,
            int width,
            byte[] bytes,
            boolean @Nullable [] present,
            int[] runs,
            long[] expected)
            throws InterruptedException {
        int rows = present == null ? expected.length : present.length;
        // An odd place to begin at, and nothing behind.
        int at = 64;
        try (MemoryBlock block = MemoryBlock.allocate(at + bytes.length);
                MemoryBlock bits = MemoryBlock.allocate((rows + 7) / 8)) {
            block.slice(at, bytes.length).put(bytes);
            ByteBuffer validity = bits.slice(0, (rows + 7) / 8);
            for (int row = 0; present != null && row < rows; row++) {
                int place = row / 8;
                validity.put(place, (byte) (validity.get(place) | (present[row] ? 1 : 0) << row % 8));
            }
            EncodedPage page = new EncodedPage(
                    layout,
                    new BufferSlice(block, at, bytes.length),
                    width,
                    rows,
                    present == null ? null : new BufferSlice(bits, 0, (rows + 7) / 8),
                    runs);
            PageDecoder.Decoded decoded = new PageDecoder(device).decode(page);
            try {
                ByteBuffer values = PageDecoder.read(decoded.values(), null);
                int next = 0;
                for (int row = 0; row < rows; row++) {
                    long value = switch (page.decodedBytes()) {
                        case 1 -> values.get(row);
                        case 4 -> values.getInt(4 * row);
                        default -> values.getLong(8 * row);
                    };
                    long wanted = present == null || present[row] ? expected[next++] : 0;
                    if (value != wanted) {
                        assertThat(value)
                                .as("row %d of width %d as %s", row, width, layout)
                                .isEqualTo(wanted);
                    }
                }
                assertThat(next).isEqualTo(expected.length);
            } finally {
                decoded.values().close();
            }
        }
    }

    private boolean[] presence(int rows, int valueCount) {
        boolean[] present = new boolean[rows];
        Arrays.fill(present, 0, valueCount, true);
        for (int row = rows - 1; row > 0; row--) {
            int other = random.nextInt(row + 1);
            boolean own = present[row];
            present[row] = present[other];
            present[other] = own;
        }
        return present;
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int left = value;
        for (; left > 0x7f; left >>>= 7) {
            out.write((left & 0x7f) | 0x80);
        }
        out.write(left);
    }

    /** Runs of one value, some of them empty, packed groups, and at the end maybe a group of which only what is needed is there. */
    private byte[] runs(int width, int valueCount) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int widthBytes = (width + 7) / 8;
        for (int done = 0; done < valueCount; ) {
            int left = valueCount - done;
            switch (random.nextInt(4)) {
                case 0 -> {
                    int length = random.nextInt(4) == 0 ? 0 : Math.min(left, 1 + random.nextInt(300));
                    varint(out, length << 1);
                    long value = width == 0 ? 0 : random.nextLong() & ((1L << width) - 1);
                    for (int i = 0; i < widthBytes; i++) {
                        out.write((int) (value >>> (8 * i)));
                    }
                    done += length;
                }
                case 1 -> {
                    int length = 8;
                    varint(out, 1 << 1 | 1);
                    out.writeBytes(random(width * length / 8));
                    done += length;
                }
                default -> {
                    int groups = 1 + random.nextInt(20);
                    varint(out, groups << 1 | 1);
                    boolean cut = 8 * groups >= left && random.nextBoolean();
                    out.writeBytes(random(cut ? (width * left + 7) / 8 : width * groups));
                    done += 8 * groups;
                }
            }
        }
        return out.toByteArray();
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static long[] longs(int[] values) {
        return Arrays.stream(values).asLongStream().toArray();
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void codesOfEveryWidth(TestDevice kind) throws InterruptedException {
        kind.require();
        try (KernelDevice device = kind.open();
                KernelDevice copying = kind.openCopying()) {
            for (int width = 0; width <= Integer.SIZE; width++) {
                for (int valueCount : List.of(ROWS, 1, 17)) {
                    byte[] bytes = runs(width, valueCount);
                    int[] expected = new int[valueCount];
                    RunLengthDecoder.of(page(bytes), width).readInts(expected, 0, valueCount);
                    int[] runs = RunLengthDecoder.of(page(bytes), width).readRuns(valueCount);
                    KernelDevice one = valueCount == 17 ? copying : device;
                    assertDecoded(one, Layout.CODES, width, bytes, null, runs, longs(expected));
                    boolean[] present = presence(valueCount + random.nextInt(2 * valueCount), valueCount);
                    assertDecoded(one, Layout.CODES, width, bytes, present, runs, longs(expected));
                }
            }
            lint(kind, device);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void plainValuesOfEveryWidth(TestDevice kind) throws InterruptedException {
        kind.require();
        try (KernelDevice device = kind.open()) {
            for (int valueCount : List.of(ROWS, 1, 9)) {
                boolean[] present = presence(2 * valueCount + 3, valueCount);
                byte[] bytes = random(Long.BYTES * valueCount);
                long[] wide = new long[valueCount];
                decoder(Type.INT64, bytes).readLongs(wide, 0, valueCount);
                both(device, Layout.LITTLE_ENDIAN, Long.BYTES, bytes, present, wide);
                int[] ints = new int[valueCount];
                byte[] half = Arrays.copyOf(bytes, Integer.BYTES * valueCount);
                decoder(Type.FLOAT, half).readInts(ints, 0, valueCount);
                both(device, Layout.LITTLE_ENDIAN, Integer.BYTES, half, present, longs(ints));
                byte[] eighth = Arrays.copyOf(bytes, (valueCount + 7) / 8);
                decoder(Type.BOOLEAN, eighth).readInts(ints, 0, valueCount);
                both(device, Layout.BITS, 1, eighth, present, longs(ints));
                for (int width = 1; width <= Long.BYTES; width++) {
                    byte[] fixed = Arrays.copyOf(bytes, width * valueCount);
                    long[] numbers = new long[valueCount];
                    for (int i = 0; i < valueCount; i++) {
                        numbers[i] = new BigInteger(fixed, i * width, width).longValueExact();
                    }
                    both(device, Layout.BIG_ENDIAN, width, fixed, present, numbers);
                }
            }
            lint(kind, device);
        }
    }

    private static void both(
            KernelDevice device, Layout layout, int width, byte[] bytes, boolean[] present, long[] expected)
            throws InterruptedException {
        assertDecoded(device, layout, width, bytes, null, new int[0], expected);
        assertDecoded(device, layout, width, bytes, present, new int[0], expected);
    }

    private static ValueDecoder decoder(Type type, byte[] bytes) {
        return Encodings.decoder(type, 0, Encoding.PLAIN, page(bytes));
    }

    private static void lint(TestDevice kind, KernelDevice device) {
        if (kind == TestDevice.METAL) {
            for (String text : device.texts()) {
                assertThat(MslLint.problems(text)).as(text).isEmpty();
            }
        }
    }

    /** More rows than one dispatch has, and pages without any. */
    @ParameterizedTest
    @EnumSource(value = TestDevice.class, names = "OPENCL")
    void longPagesAndEmptyOnes(TestDevice kind) throws InterruptedException {
        kind.require();
        try (KernelDevice device = kind.open()) {
            int rows = (1 << 20) + 77;
            byte[] bytes = runs(13, rows);
            int[] expected = new int[rows];
            RunLengthDecoder.of(page(bytes), 13).readInts(expected, 0, rows);
            int[] runs = RunLengthDecoder.of(page(bytes), 13).readRuns(rows);
            assertDecoded(device, Layout.CODES, 13, bytes, null, runs, longs(expected));
            assertDecoded(device, Layout.CODES, 13, new byte[0], null, new int[0], new long[0]);
            assertDecoded(device, Layout.BITS, 1, new byte[0], new boolean[40], new int[0], new long[0]);
        }
    }

    @ParameterizedTest
    @EnumSource(value = TestDevice.class, names = "OPENCL")
    void pagesThatAreCutAreErrors(TestDevice kind) {
        kind.require();
        try (KernelDevice device = kind.open()) {
            assertThatThrownBy(() ->
                            assertDecoded(device, Layout.LITTLE_ENDIAN, 8, new byte[39], null, new int[0], new long[5]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("5 values of width 8 in 39 bytes");
            byte[] cut = Arrays.copyOf(runs(20, 500), 40);
            assertThatThrownBy(() -> RunLengthDecoder.of(page(cut), 20).readRuns(500))
                    .isInstanceOf(PageException.class);
        }
    }
}
