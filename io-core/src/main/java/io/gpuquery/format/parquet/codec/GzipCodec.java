package io.gpuquery.format.parquet.codec;

import io.gpuquery.format.parquet.encoding.PageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** GZIP: one or more members; their checksums are verified. */
final class GzipCodec implements PageCodec {
    private static final int BUFFER_BYTES = 64 * 1024;

    @Override
    public long maxUncompressedBytes(int compressedBytes) {
        // Deflate gives at most 258 bytes for two bits.
        return 1032L * compressedBytes;
    }

    @Override
    public void decompress(byte[] source, int sourceBytes, byte[] target, int targetBytes) {
        int bufferBytes = Math.max(512, Math.min(BUFFER_BYTES, sourceBytes));
        try (GZIPInputStream stream =
                new GZIPInputStream(new ByteArrayInputStream(source, 0, sourceBytes), bufferBytes)) {
            int readBytes = stream.readNBytes(target, 0, targetBytes);
            if (readBytes != targetBytes) {
                throw PageException.damaged("the GZIP data ended after " + readBytes + " of " + targetBytes + " bytes");
            }
            if (stream.read() >= 0) {
                throw PageException.damaged("the GZIP data holds more than the page's " + targetBytes + " bytes");
            }
        } catch (IOException e) {
            throw PageException.damaged("the GZIP data is damaged: " + e.getMessage());
        }
    }
}
