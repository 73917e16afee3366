package io.gpuquery.format.parquet.codec;

import io.gpuquery.format.parquet.encoding.PageException;
import org.apache.parquet.format.CompressionCodec;

/** Decompresses pages. Stateless and safe for any number of threads. */
public interface PageCodec {
    /** The most bytes that so many can stand for. What a header claims beyond that is not worth any memory. */
    long maxUncompressedBytes(int compressedBytes);

    /**
     * Decompresses a page.
     *
     * @param source the compressed page, from 0
     * @param target room for {@code targetBytes} from 0
     * @throws PageException if the bytes are damaged, or do not give exactly {@code targetBytes}
     */
    void decompress(byte[] source, int sourceBytes, byte[] target, int targetBytes);

    /**
     * The codec of a compressed column chunk.
     *
     * @throws PageException if pages of this codec cannot be read
     */
    static PageCodec of(CompressionCodec codec) {
        return switch (codec) {
            case SNAPPY -> new SnappyCodec();
            case GZIP -> new GzipCodec();
            case ZSTD -> new ZstdCodec();
            case LZ4_RAW -> new Lz4RawCodec();
            case UNCOMPRESSED -> throw new IllegalArgumentException("pages that are not compressed need no codec");
            case LZ4 -> new Lz4HadoopCodec();
            case BROTLI -> new BrotliCodec();
            case LZO ->
                throw PageException.unsupported(
                        "the compression codec LZO is not supported",
                        "Write the file with ZSTD, SNAPPY, GZIP or LZ4_RAW.");
        };
    }
}
