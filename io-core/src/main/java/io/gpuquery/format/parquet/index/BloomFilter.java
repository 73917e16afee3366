package io.gpuquery.format.parquet.index;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.format.parquet.metadata.ParquetFooter.ColumnChunk;
import io.gpuquery.format.parquet.metadata.ThriftStructs;
import io.gpuquery.memory.MemoryRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.format.BloomFilterHeader;
import org.jspecify.annotations.Nullable;

/**
 * A split block Bloom filter of a column chunk, read where it lies: a hash has eight bits in one block of 256. Source: Apache Parquet
 * format 2.12, "BloomFilter.md".
 */
final class BloomFilter {
    private static final int BLOCK_BYTES = 32;
    private static final int WORDS = BLOCK_BYTES / Integer.BYTES;
    /** Headers have some twenty bytes. */
    private static final int MAX_HEADER_BYTES = 256;

    private static final int[] SALT = {
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
    };

    private final MemoryRegion file;
    private final long bitsAt;
    private final int blockCount;

    private BloomFilter(MemoryRegion file, long bitsAt, int blockCount) {
        this.file = file;
        this.bitsAt = bitsAt;
        this.blockCount = blockCount;
    }

    /**
     * The filter of a chunk; null if it has none, or one of a kind that is not known here.
     *
     * @param place the chunk's, for messages
     * @throws DataException if it cannot be read
     */
    static @Nullable BloomFilter of(MemoryRegion file, ColumnChunk chunk, Location place) {
        long at = chunk.indexes().bloomFilterOffsetBytes();
        if (at == 0) {
            return null;
        }
        if (at < 0 || at >= file.lengthBytes()) {
            throw damaged("The footer says that the Bloom filter is at byte " + at + ", outside the file", place);
        }
        int headerBytes = (int) Math.min(MAX_HEADER_BYTES, file.lengthBytes() - at);
        byte[] bytes = new byte[headerBytes];
        file.slice(at, headerBytes).get(bytes);
        ThriftStructs structs = new ThriftStructs(bytes, 0, headerBytes);
        BloomFilterHeader header = new BloomFilterHeader();
        try {
            structs.read(header);
        } catch (IOException e) {
            throw damaged("The Bloom filter's header cannot be read: " + e.getMessage(), place.withByteOffset(at));
        }
        boolean known = header.getAlgorithm().isSetBLOCK()
                && header.getHash().isSetXXHASH()
                && header.getCompression().isSetUNCOMPRESSED();
        if (!known) {
            return null;
        }
        long bitsAt = at + structs.position();
        int lengthBytes = header.getNumBytes();
        if (lengthBytes <= 0 || lengthBytes % BLOCK_BYTES != 0 || lengthBytes > file.lengthBytes() - bitsAt) {
            throw damaged("The Bloom filter claims " + lengthBytes + " bytes", place.withByteOffset(at));
        }
        return new BloomFilter(file, bitsAt, lengthBytes / BLOCK_BYTES);
    }

    private static DataException damaged(String problem, Location place) {
        return new DataException(problem, place, "The file is damaged, or its writer has a defect: write it again.");
    }

    /** What is read of the file to look up a hash. */
    static int bytesPerLookUp() {
        return BLOCK_BYTES;
    }

    /** Whether a value of that hash may be in the chunk. */
    boolean mayHold(long hash) {
        // The upper half picks the block, as a fraction of all; the lower half its bits.
        int block = (int) (((hash >>> Integer.SIZE) * blockCount) >>> Integer.SIZE);
        ByteBuffer words =
                file.slice(bitsAt + (long) block * BLOCK_BYTES, BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int key = (int) hash;
        for (int word = 0; word < WORDS; word++) {
            int bit = 1 << ((key * SALT[word]) >>> 27);
            if ((words.getInt(word * Integer.BYTES) & bit) == 0) {
                return false;
            }
        }
        return true;
    }
}
