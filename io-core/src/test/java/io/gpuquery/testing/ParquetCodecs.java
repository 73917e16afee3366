package io.gpuquery.testing;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Compressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Compression for parquet-java's writer without Hadoop, for {@code ParquetWriter.Builder.withCodecFactory}.
 *
 * <p>The writer's own factory loads Hadoop's codecs; with this one, {@code LocalOutputFile} and
 * {@code PlainParquetConfiguration} it writes UNCOMPRESSED, SNAPPY, GZIP, ZSTD and LZ4_RAW files from the class path
 * that our users have. Compresses only.
 */
public final class ParquetCodecs implements CompressionCodecFactory {

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return new Compressor(codec);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        throw new IllegalStateException("these codecs write Parquet files, they do not read them");
    }

    @Override
    public void release() {}

    private record Compressor(CompressionCodecName codec) implements CompressionCodecFactory.BytesInputCompressor {

        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            ByteArrayOutputStream plain = new ByteArrayOutputStream(Math.toIntExact(bytes.size()));
            bytes.writeAllTo(plain);
            return BytesInput.from(compress(plain.toByteArray()));
        }

        private byte[] compress(byte[] plain) throws IOException {
            return switch (codec) {
                case UNCOMPRESSED -> plain;
                case SNAPPY -> Snappy.compress(plain);
                case GZIP -> gzip(plain);
                case ZSTD -> Zstd.compress(plain);
                case LZ4_RAW -> lz4(plain);
                case LZO, BROTLI, LZ4 -> throw new IllegalArgumentException("no writer for " + codec);
            };
        }

        private static byte[] gzip(byte[] plain) throws IOException {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(plain);
            }
            return compressed.toByteArray();
        }

        private static byte[] lz4(byte[] plain) {
            Lz4Compressor lz4 = new Lz4Compressor();
            byte[] compressed = new byte[lz4.maxCompressedLength(plain.length)];
            int length = lz4.compress(plain, 0, plain.length, compressed, 0, compressed.length);
            return Arrays.copyOf(compressed, length);
        }

        @Override
        public CompressionCodecName getCodecName() {
            return codec;
        }

        @Override
        public void release() {}
    }
}
