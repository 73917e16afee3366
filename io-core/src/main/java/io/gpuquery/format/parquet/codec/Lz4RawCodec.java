package io.gpuquery.format.parquet.codec;

import io.gpuquery.format.parquet.encoding.PageException;

/** LZ4_RAW: one LZ4 block without a frame. */
final class Lz4RawCodec implements PageCodec {
    @Override
    public long maxUncompressedBytes(int compressedBytes) {
        return Lz4Block.maxUncompressedBytes(compressedBytes);
    }

    @Override
    public void decompress(byte[] source, int sourceBytes, byte[] target, int targetBytes) {
        int writtenBytes = new Lz4Block("LZ4_RAW", source, 0, sourceBytes, target, 0, targetBytes).decompress();
        if (writtenBytes != targetBytes) {
            throw PageException.damaged(
                    "the LZ4_RAW data ended after " + writtenBytes + " of " + targetBytes + " bytes");
        }
    }
}
