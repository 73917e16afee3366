package io.gpuquery.testing;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyFramedOutputStream;

/** Ways to compress a file, by the end of its name. */
public enum Compressed {
    GZ("gz") {
        @Override
        OutputStream over(OutputStream target) throws IOException {
            return new GZIPOutputStream(target);
        }
    },
    ZST("zst") {
        @Override
        OutputStream over(OutputStream target) throws IOException {
            return new ZstdOutputStream(target).setChecksum(true);
        }
    },
    BZ2("bz2") {
        @Override
        OutputStream over(OutputStream target) throws IOException {
            return new BZip2CompressorOutputStream(target, 1);
        }
    },
    LZ4("lz4") {
        @Override
        OutputStream over(OutputStream target) throws IOException {
            // Time grows with the square of the references in a block.
            return new FramedLZ4CompressorOutputStream(
                    target,
                    new FramedLZ4CompressorOutputStream.Parameters(
                            FramedLZ4CompressorOutputStream.BlockSize.K64,
                            BlockLZ4CompressorOutputStream.createParameterBuilder()
                                    .withMinBackReferenceLength(LONG_REFERENCE_BYTES)
                                    .build()));
        }
    },
    SZ("sz") {
        @Override
        OutputStream over(OutputStream target) throws IOException {
            return new SnappyFramedOutputStream(target);
        }
    },
    /** As Hadoop writes it. */
    SNAPPY("snappy") {
        @Override
        OutputStream over(OutputStream target) {
            DataOutputStream blocks = new DataOutputStream(target);
            return new ByteArrayOutputStream() {
                @Override
                public void close() throws IOException {
                    for (int start = 0; start < count; start += BLOCK_BYTES) {
                        int length = Math.min(BLOCK_BYTES, count - start);
                        byte[] chunk = new byte[Snappy.maxCompressedLength(length)];
                        int bytes = Snappy.compress(buf, start, length, chunk, 0);
                        blocks.writeInt(length);
                        blocks.writeInt(bytes);
                        blocks.write(chunk, 0, bytes);
                    }
                    blocks.flush();
                }
            };
        }
    };

    private static final int BLOCK_BYTES = 1000;
    private static final int LONG_REFERENCE_BYTES = 32;

    private final String extension;

    Compressed(String extension) {
        this.extension = extension;
    }

    public String extension() {
        return extension;
    }

    abstract OutputStream over(OutputStream target) throws IOException;

    /** The bytes, compressed. */
    public byte[] of(byte[] bytes) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OutputStream stream = over(target)) {
            stream.write(bytes);
        }
        return target.toByteArray();
    }
}
