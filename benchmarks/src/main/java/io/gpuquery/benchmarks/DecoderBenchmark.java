package io.gpuquery.benchmarks;

import io.gpuquery.format.parquet.encoding.ByteValues;
import io.gpuquery.format.parquet.encoding.DictionaryDecoder;
import io.gpuquery.format.parquet.encoding.Encodings;
import io.gpuquery.format.parquet.encoding.PageBytes;
import io.gpuquery.format.parquet.encoding.RunLengthDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.apache.parquet.io.api.Binary;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The decoders of Parquet's pages, each over pages that parquet-java wrote: nanoseconds for a value. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OperationsPerInvocation(DecoderBenchmark.VALUES)
public class DecoderBenchmark {
    static final int VALUES = 64 * 1024;
    private static final int SLAB_BYTES = 1 << 16;
    private static final int MOST_BYTES = 64 << 20;

    private static PageBytes page(byte[] bytes) {
        return new PageBytes(Arrays.copyOf(bytes, bytes.length + PageBytes.PADDING_BYTES), 0, bytes.length);
    }

    private static PageBytes written(ValuesWriter writer) throws IOException {
        return page(writer.getBytes().toByteArray());
    }

    /** Codes of some width: packed, or in runs of some length; levels are codes of one bit. */
    private static PageBytes codes(int width, int run) throws IOException {
        Random random = new Random(7);
        RunLengthBitPackingHybridEncoder encoder =
                new RunLengthBitPackingHybridEncoder(width, SLAB_BYTES, MOST_BYTES, new HeapByteBufferAllocator());
        int code = 0;
        for (int i = 0; i < VALUES; i++) {
            if (i % run == 0) {
                code = random.nextInt() & (int) ((1L << width) - 1);
            }
            encoder.writeInt(code);
        }
        return page(encoder.toBytes().toByteArray());
    }

    /** Bit-unpacking by width. */
    @State(Scope.Thread)
    public static class Packed {
        @Param({"1", "2", "4", "7", "8", "12", "16", "17", "20", "24", "32"})
        public int width;

        private final int[] target = new int[VALUES];
        private PageBytes page = page(new byte[0]);

        @Setup
        public void write() throws IOException {
            page = codes(width, 1);
        }
    }

    /** Codes of ten bits in runs. */
    @State(Scope.Thread)
    public static class Runs {
        @Param({"10", "100", "10000"})
        public int run;

        private final int[] target = new int[VALUES];
        private final byte[] flags = new byte[VALUES];
        private PageBytes page = page(new byte[0]);
        private PageBytes levels = page(new byte[0]);

        @Setup
        public void write() throws IOException {
            page = codes(10, run);
            levels = codes(1, run);
        }
    }

    /** Values that are looked up in a dictionary of as many entries as there are codes of a width. */
    @State(Scope.Thread)
    public static class Gathered {
        @Param({"4", "10", "16"})
        public int width;

        private final long[] target = new long[VALUES];
        private long[] entries = {};
        private PageBytes page = page(new byte[0]);

        @Setup
        public void write() throws IOException {
            page = codes(width, 1);
            entries = new Random(7).longs(1L << width).toArray();
        }
    }

    /** Numbers whose differences take some bits. */
    @State(Scope.Thread)
    public static class Deltas {
        @Param({"0", "5", "20", "50"})
        public int bits;

        private final long[] target = new long[VALUES];
        private PageBytes page = page(new byte[0]);

        @Setup
        public void write() throws IOException {
            Random random = new Random(7);
            ValuesWriter writer =
                    new DeltaBinaryPackingValuesWriterForLong(SLAB_BYTES, MOST_BYTES, new HeapByteBufferAllocator());
            long value = 0;
            for (int i = 0; i < VALUES; i++) {
                value += random.nextLong() & (1L << bits) - 1;
                writer.writeLong(value);
            }
            page = written(writer);
        }
    }

    /** Texts of some twenty bytes. */
    @State(Scope.Thread)
    public static class Texts {
        @Param({"PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"})
        public Encoding encoding = Encoding.PLAIN;

        private final ByteValues target = new ByteValues();
        private PageBytes page = page(new byte[0]);

        @Setup
        public void write() throws IOException {
            HeapByteBufferAllocator memory = new HeapByteBufferAllocator();
            ValuesWriter writer = switch (encoding) {
                case DELTA_LENGTH_BYTE_ARRAY -> new DeltaLengthByteArrayValuesWriter(SLAB_BYTES, MOST_BYTES, memory);
                case DELTA_BYTE_ARRAY -> new DeltaByteArrayWriter(SLAB_BYTES, MOST_BYTES, memory);
                default -> new PlainValuesWriter(SLAB_BYTES, MOST_BYTES, memory);
            };
            Random random = new Random(7);
            for (int i = 0; i < VALUES; i++) {
                String text = "row " + (1_000_000 + i) + " text".repeat(random.nextInt(4));
                writer.writeBytes(Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8)));
            }
            page = written(writer);
        }
    }

    @Benchmark
    public int[] unpackBits(Packed packed) {
        RunLengthDecoder.of(packed.page, packed.width).readInts(packed.target, 0, VALUES);
        return packed.target;
    }

    @Benchmark
    public int[] runs(Runs runs) {
        RunLengthDecoder.of(runs.page, 10).readInts(runs.target, 0, VALUES);
        return runs.target;
    }

    /** Which rows are null. */
    @Benchmark
    public int definitionLevels(Runs runs) {
        return RunLengthDecoder.of(runs.levels, 1).readBits(runs.flags, 0, VALUES);
    }

    @Benchmark
    public long[] gather(Gathered gathered) {
        DictionaryDecoder.ofLongs(RunLengthDecoder.of(gathered.page, gathered.width), gathered.entries, null)
                .readLongs(gathered.target, 0, VALUES);
        return gathered.target;
    }

    @Benchmark
    public long[] delta(Deltas deltas) {
        Encodings.decoder(Type.INT64, 0, Encoding.DELTA_BINARY_PACKED, deltas.page)
                .readLongs(deltas.target, 0, VALUES);
        return deltas.target;
    }

    @Benchmark
    public int byteArrays(Texts texts) {
        var decoder = Encodings.decoder(Type.BYTE_ARRAY, 0, texts.encoding, texts.page);
        int read = 0;
        while (read < VALUES) {
            read += decoder.readBytes(texts.target, VALUES - read);
        }
        return read;
    }
}
