package io.gpuquery.format.parquet.codec;

import io.gpuquery.format.parquet.encoding.PageException;
import java.io.IOException;
import org.xerial.snappy.Snappy;

/** SNAPPY: one block in Snappy's raw format. */
final class SnappyCodec implements PageCodec {
    @Override
    public long maxUncompressedBytes(int compressedBytes) {
        // A copy of at most 64 bytes takes three.
        return 22L * compressedBytes;
    }

    @Override
    public void decompress(byte[] source, int sourceBytes, byte[] target, int targetBytes) {
        try {
            // The native code writes as much as the block itself claims, whatever the target holds.
            int claimedBytes = Snappy.uncompressedLength(source, 0, sourceBytes);
            if (claimedBytes != targetBytes) {
                throw PageException.damaged("the page claims " + targetBytes + " bytes and its SNAPPY data "
                        + Integer.toUnsignedString(claimedBytes));
            }
            int writtenBytes = Snappy.uncompress(source, 0, sourceBytes, target, 0);
            if (writtenBytes != targetBytes) {
                throw PageException.damaged(
                        "the SNAPPY data ended after " + writtenBytes + " of " + targetBytes + " bytes");
            }
        } catch (IOException e) {
            throw PageException.damaged("the SNAPPY data is damaged");
        }
    }
}
