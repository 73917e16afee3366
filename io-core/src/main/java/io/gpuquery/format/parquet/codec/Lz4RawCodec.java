package io.gpuquery.format.parquet.codec;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.gpuquery.format.parquet.encoding.PageException;

/** LZ4_RAW: one LZ4 block without a frame. */
final class Lz4RawCodec implements PageCodec {
    @Override
    public long maxUncompressedBytes(int compressedBytes) {
        // Each byte that prolongs a match adds at most 255.
        return 256L * compressedBytes;
    }

    @Override
    public void decompress(byte[] source, int sourceBytes, byte[] target, int targetBytes) {
        int writtenBytes;
        try {
            writtenBytes = new Lz4Decompressor().decompress(source, 0, sourceBytes, target, 0, targetBytes);
        } catch (MalformedInputException | IllegalArgumentException e) {
            throw PageException.damaged("the LZ4_RAW data is damaged: " + e.getMessage());
        }
        if (writtenBytes != targetBytes) {
            throw PageException.damaged(
                    "the LZ4_RAW data ended after " + writtenBytes + " of " + targetBytes + " bytes");
        }
    }
}
