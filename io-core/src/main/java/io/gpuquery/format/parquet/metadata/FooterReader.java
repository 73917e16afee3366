package io.gpuquery.format.parquet.metadata;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.FileContents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.format.FileMetaData;

/** Finds the footer of a file and reads it. Source: Apache Parquet format 2.12, "File Format". */
public final class FooterReader {
    private static final int MAGIC = 'P' | 'A' << 8 | 'R' << 16 | '1' << 24;
    private static final int ENCRYPTED_MAGIC = 'P' | 'A' << 8 | 'R' << 16 | 'E' << 24;
    private static final int MAGIC_BYTES = 4;
    private static final int TAIL_BYTES = 2 * MAGIC_BYTES;

    /** Heap that a byte of a footer may take: measured 6 to 8 for Thrift's structures, and 3 to 5 for ours made of them. */
    private static final int HEAP_BYTES_PER_FOOTER_BYTE = 16;

    private FooterReader() {}

    /**
     * Reads the metadata of a file.
     *
     * @throws DataException if the file is not Parquet, is cut, is encrypted, or contradicts itself
     */
    public static ParquetFooter read(FileContents contents) {
        Location file = Location.of(contents.path());
        long sizeBytes = contents.sizeBytes();
        if (sizeBytes < MAGIC_BYTES + TAIL_BYTES) {
            throw new DataException(
                    "A file of " + sizeBytes + " bytes is too short for Parquet",
                    file,
                    "The file is empty or cut: write it again, or remove it.");
        }
        int firstMagic = contents.region().slice(0, MAGIC_BYTES).getInt(0);
        ByteBuffer tail = contents.region().slice(sizeBytes - TAIL_BYTES, TAIL_BYTES);
        int lastMagic = tail.getInt(MAGIC_BYTES);
        if (firstMagic == ENCRYPTED_MAGIC || lastMagic == ENCRYPTED_MAGIC) {
            throw new DataException(
                    "The footer of this Parquet file is encrypted",
                    file,
                    "Encrypted files cannot be read: decrypt it with the program that wrote it.");
        }
        if (firstMagic != MAGIC || lastMagic != MAGIC) {
            throw new DataException(
                    "The file does not " + (firstMagic != MAGIC ? "start" : "end") + " as Parquet does, with PAR1",
                    file.withByteOffset(firstMagic != MAGIC ? 0 : sizeBytes - MAGIC_BYTES),
                    "The file is cut or is no Parquet file: write it again, or name it by its format.");
        }
        int footerBytes = tail.getInt(0);
        long footerAt = sizeBytes - TAIL_BYTES - footerBytes;
        if (footerBytes <= 0 || footerAt < MAGIC_BYTES) {
            throw new DataException(
                    "The file claims a footer of " + Integer.toUnsignedLong(footerBytes) + " bytes in " + sizeBytes,
                    file.withByteOffset(sizeBytes - TAIL_BYTES),
                    "The file is damaged: write it again.");
        }
        FileMetaData metadata = parse(contents, footerAt, footerBytes);
        return new FooterAssembly(metadata, file.withByteOffset(footerAt), sizeBytes, footerBytes).assemble();
    }

    private static FileMetaData parse(FileContents contents, long footerAt, int footerBytes) {
        Location location = Location.of(contents.path()).withByteOffset(footerAt);
        long heapBytes = Runtime.getRuntime().maxMemory();
        if (footerBytes > heapBytes / HEAP_BYTES_PER_FOOTER_BYTE) {
            throw new DataException(
                    "The footer of " + footerBytes + " bytes is too long for a heap of " + heapBytes,
                    location,
                    "Give Java more memory (-Xmx), or write the file with fewer columns or larger row groups.");
        }
        byte[] bytes = new byte[footerBytes];
        contents.region()
                .slice(footerAt, footerBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .get(bytes);
        FileMetaData metadata = new FileMetaData();
        try {
            new ThriftStructs(bytes, 0, bytes.length).read(metadata);
        } catch (IOException e) {
            throw new DataException(
                    "The footer cannot be read: " + e.getMessage(),
                    location,
                    "The file is damaged, or uses a part of the format that is newer than this reader.",
                    e);
        }
        return metadata;
    }
}
