package io.gpuquery.format.parquet.codec;

import io.gpuquery.format.parquet.encoding.PageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.brotli.dec.BrotliInputStream;

/** BROTLI: one stream. */
final class BrotliCodec implements PageCodec {
    /** A copy of up to 2^24 bytes takes some bits; what is beyond that is found out when it is decompressed. */
    private static final long MAX_RATIO = 1L << 20;

    @Override
    public long maxUncompressedBytes(int compressedBytes) {
        return MAX_RATIO * compressedBytes;
    }

    @Override
    public void decompress(byte[] source, int sourceBytes, byte[] target, int targetBytes) {
        try (BrotliInputStream stream = new BrotliInputStream(new ByteArrayInputStream(source, 0, sourceBytes))) {
            int readBytes = stream.readNBytes(target, 0, targetBytes);
            if (readBytes != targetBytes) {
                throw PageException.damaged(
                        "the BROTLI data ended after " + readBytes + " of " + targetBytes + " bytes");
            }
            if (stream.read() >= 0) {
                throw PageException.damaged("the BROTLI data holds more than the page's " + targetBytes + " bytes");
            }
        } catch (IOException | IllegalStateException | ArrayIndexOutOfBoundsException e) {
            // The library checks little of what a damaged stream makes it do to its own arrays.
            throw PageException.damaged("the BROTLI data is damaged: " + e.getMessage());
        }
    }
}
