package io.gpuquery.format.parquet.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.gpuquery.format.parquet.encoding.PageException;

/** ZSTD: one or more frames. */
final class ZstdCodec implements PageCodec {
    private static final int BLOCK_BYTES = 128 * 1024;

    @Override
    public long maxUncompressedBytes(int compressedBytes) {
        // A block of one repeated byte takes four bytes.
        return (compressedBytes / 4 + 1L) * BLOCK_BYTES;
    }

    @Override
    public void decompress(byte[] source, int sourceBytes, byte[] target, int targetBytes) {
        long writtenBytes;
        try {
            writtenBytes = Zstd.decompressByteArray(target, 0, targetBytes, source, 0, sourceBytes);
        } catch (ZstdException e) {
            throw PageException.damaged("the ZSTD data is damaged: " + e.getMessage());
        }
        if (Zstd.isError(writtenBytes)) {
            throw PageException.damaged("the ZSTD data is damaged: " + Zstd.getErrorName(writtenBytes));
        }
        if (writtenBytes != targetBytes) {
            throw PageException.damaged("the ZSTD data ended after " + writtenBytes + " of " + targetBytes + " bytes");
        }
    }
}
