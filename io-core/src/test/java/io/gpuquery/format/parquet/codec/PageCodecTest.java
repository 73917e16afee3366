package io.gpuquery.format.parquet.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Compressor;
import io.gpuquery.format.parquet.encoding.PageException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.format.CompressionCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

/** One contract for all codecs, with bytes that the libraries of others compressed. */
class PageCodecTest {
    private final Random random = new Random(11);

    private static byte[] compress(CompressionCodec codec, byte[] plain) throws IOException {
        return switch (codec) {
            case SNAPPY -> Snappy.compress(plain);
            case ZSTD -> Zstd.compress(plain);
            case GZIP -> {
                ByteArrayOutputStream compressed = new ByteArrayOutputStream();
                try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                    gzip.write(plain);
                }
                yield compressed.toByteArray();
            }
            case LZ4_RAW -> {
                Lz4Compressor lz4 = new Lz4Compressor();
                byte[] compressed = new byte[lz4.maxCompressedLength(plain.length)];
                yield Arrays.copyOf(compressed, lz4.compress(plain, 0, plain.length, compressed, 0, compressed.length));
            }
            case LZ4 -> framed(plain);
            case UNCOMPRESSED, LZO, BROTLI -> throw new IllegalArgumentException(codec.toString());
        };
    }

    /** As Hadoop does: pieces, and blocks in them. */
    private static byte[] framed(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        int pieceBytes = Math.max(1, plain.length / 2);
        for (int from = 0; from < plain.length; from += pieceBytes) {
            int to = Math.min(plain.length, from + pieceBytes);
            out.writeInt(to - from);
            int blockBytes = Math.max(1, (to - from) / 3 + 1);
            for (int at = from; at < to; at += blockBytes) {
                byte[] block = compress(
                        CompressionCodec.LZ4_RAW, Arrays.copyOfRange(plain, at, Math.min(to, at + blockBytes)));
                out.writeInt(block.length);
                out.write(block);
            }
        }
        return bytes.toByteArray();
    }

    /** Writers in other languages left the frame out. */
    @Test
    void blocksWithoutTheFrameOfHadoopAreReadToo() throws IOException {
        PageCodec codec = PageCodec.of(CompressionCodec.LZ4);
        for (int i = 0; i < 300; i++) {
            byte[] plain = plain(1 + random.nextInt(10_000));
            byte[] compressed = compress(CompressionCodec.LZ4_RAW, plain);
            byte[] target = new byte[plain.length];
            codec.decompress(compressed, compressed.length, target, plain.length);
            assertThat(target).isEqualTo(plain);
        }
    }

    /** From noise to one repeated byte. */
    private byte[] plain(int lengthBytes) {
        byte[] plain = new byte[lengthBytes];
        int kind = random.nextInt(4);
        for (int i = 0; i < lengthBytes; i++) {
            plain[i] = (byte)
                    switch (kind) {
                        case 0 -> random.nextInt();
                        case 1 -> 7;
                        case 2 -> i % 5;
                        default -> random.nextInt(50) == 0 || i < 300 ? random.nextInt(3) : plain[i - 300];
                    };
        }
        return plain;
    }

    @ParameterizedTest
    @EnumSource(names = {"SNAPPY", "GZIP", "ZSTD", "LZ4_RAW", "LZ4"})
    void bytesComeBack(CompressionCodec name) throws IOException {
        PageCodec codec = PageCodec.of(name);
        for (int i = 0; i < 300; i++) {
            byte[] plain = plain(random.nextInt(random.nextBoolean() ? 40 : 100_000));
            byte[] compressed = compress(name, plain);
            byte[] target = new byte[plain.length + 8];
            codec.decompress(compressed, compressed.length, target, plain.length);
            assertThat(Arrays.copyOf(target, plain.length)).isEqualTo(plain);
            assertThat(target).as("nothing behind the end").endsWith(new byte[8]);
            assertThat(codec.maxUncompressedBytes(compressed.length)).isGreaterThanOrEqualTo(plain.length);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SNAPPY", "GZIP", "ZSTD", "LZ4_RAW", "LZ4"})
    void anotherLengthThanPromisedIsAnError(CompressionCodec name) throws IOException {
        PageCodec codec = PageCodec.of(name);
        byte[] plain = plain(1000);
        byte[] compressed = compress(name, plain);
        byte[] target = new byte[1001];

        for (int promised : new int[] {1001, 999, 1}) {
            assertThatThrownBy(() -> codec.decompress(compressed, compressed.length, target, promised))
                    .isInstanceOf(PageException.class)
                    .hasMessageContaining(name.name());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SNAPPY", "GZIP", "ZSTD", "LZ4_RAW", "LZ4"})
    void damagedBytesGiveBytesOrAnError(CompressionCodec name) throws IOException {
        PageCodec codec = PageCodec.of(name);
        int errors = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] plain = plain(1 + random.nextInt(300));
            byte[] compressed = compress(name, plain);
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                compressed[random.nextInt(compressed.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(compressed.length) : compressed.length;
            byte[] target = new byte[plain.length + 64];
            try {
                codec.decompress(compressed, length, target, plain.length);
            } catch (PageException e) {
                errors++;
            }
            assertThat(target).endsWith(new byte[64]);
        }
        assertThat(errors).isBetween(300, 3000);
    }
}
