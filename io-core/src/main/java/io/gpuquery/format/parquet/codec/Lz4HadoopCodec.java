package io.gpuquery.format.parquet.codec;

import io.gpuquery.format.parquet.encoding.PageException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * LZ4 as Hadoop frames it: pieces of the page, each behind its length, of one or more LZ4 blocks, each behind its compressed length.
 *
 * <p>The format never said so, and writers in other languages left the frame out. Readers try one after the other, as this does.
 * Source: Apache Parquet format 2.12, "Compression.md", LZ4; Apache Hadoop 3, BlockCompressorStream.
 */
final class Lz4HadoopCodec implements PageCodec {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    @Override
    public long maxUncompressedBytes(int compressedBytes) {
        return Lz4Block.maxUncompressedBytes(compressedBytes);
    }

    @Override
    public void decompress(byte[] source, int sourceBytes, byte[] target, int targetBytes) {
        PageException failure = null;
        try {
            if (decompressPieces(source, sourceBytes, target, targetBytes)) {
                return;
            }
        } catch (PageException e) {
            failure = e;
        }
        try {
            int writtenBytes = new Lz4Block("LZ4", source, 0, sourceBytes, target, 0, targetBytes).decompress();
            if (writtenBytes != targetBytes) {
                throw PageException.damaged(
                        "the LZ4 data ended after " + writtenBytes + " of " + targetBytes + " bytes");
            }
        } catch (PageException e) {
            // Lengths that fit tell that there is a frame, and then what is wrong in it.
            throw failure == null ? e : failure;
        }
    }

    /** Whether there is a frame. */
    private static boolean decompressPieces(byte[] source, int sourceBytes, byte[] target, int targetBytes) {
        int read = 0;
        int written = 0;
        while (written < targetBytes || read < sourceBytes) {
            if (sourceBytes - read < 2 * Integer.BYTES) {
                return false;
            }
            int pieceBytes = (int) INTS.get(source, read);
            read += Integer.BYTES;
            if (pieceBytes < 0 || pieceBytes > targetBytes - written) {
                return false;
            }
            int pieceEnd = written + pieceBytes;
            do {
                if (sourceBytes - read < Integer.BYTES) {
                    return false;
                }
                int blockBytes = (int) INTS.get(source, read);
                read += Integer.BYTES;
                if (blockBytes <= 0 || blockBytes > sourceBytes - read) {
                    return false;
                }
                Lz4Block block = new Lz4Block("LZ4", source, read, read + blockBytes, target, written, pieceEnd);
                int writtenBytes = block.decompress();
                if (writtenBytes == 0 && written < pieceEnd) {
                    return false;
                }
                written += writtenBytes;
                read += blockBytes;
            } while (written < pieceEnd);
        }
        return true;
    }
}
