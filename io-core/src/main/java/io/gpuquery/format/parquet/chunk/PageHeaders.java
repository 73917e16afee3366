package io.gpuquery.format.parquet.chunk;

import io.gpuquery.format.parquet.encoding.PageException;
import io.gpuquery.format.parquet.metadata.ParquetFooter.ColumnChunk;
import io.gpuquery.format.parquet.metadata.ThriftStructs;
import io.gpuquery.memory.MemoryRegion;
import java.io.EOFException;
import java.io.IOException;
import org.apache.parquet.format.PageHeader;

/** Goes from page header to page header of a column chunk. */
final class PageHeaders {
    /** Early writers did not count the header of the dictionary page in the length of a column chunk (PARQUET-816). */
    private static final int FORGOTTEN_HEADER_BYTES = 100;

    private static final int FIRST_TRY_BYTES = 512;
    private static final int MORE = 16;
    /** Statistics in a header may hold long texts; beyond this a header is not one. */
    private static final int MAX_HEADER_BYTES = 32 << 20;

    private final MemoryRegion region;
    private final long end;
    private long headerAt;
    private long bodyAt;
    private long next;
    private byte[] bytes = new byte[FIRST_TRY_BYTES];

    PageHeaders(MemoryRegion region, ColumnChunk chunk) {
        this.region = region;
        this.headerAt = chunk.offsetBytes();
        this.bodyAt = headerAt;
        this.next = headerAt;
        long lengthBytes = chunk.lengthBytes() + (chunk.dictionaryOffsetBytes() == null ? 0 : FORGOTTEN_HEADER_BYTES);
        this.end = Math.min(headerAt + lengthBytes, region.lengthBytes());
    }

    /** Where the header read last starts in the file. */
    long headerAt() {
        return headerAt;
    }

    /** Where the page of the header read last starts in the file, behind the header. */
    long bodyAt() {
        return bodyAt;
    }

    /** Whether the page read last is as long as that, with its header. */
    boolean hasLength(int lengthBytes) {
        return next - headerAt == lengthBytes;
    }

    /** Goes back, so that the header read last comes again. */
    void back() {
        next = headerAt;
    }

    /** Goes to a header. */
    void seek(long offsetBytes) {
        next = offsetBytes;
    }

    /** The next header; its page, of the compressed size that it gives, lies inside the column chunk. */
    PageHeader next() {
        headerAt = next;
        if (headerAt >= end) {
            throw PageException.damaged("the column chunk ends before its last value");
        }
        PageHeader header = read();
        int sizeBytes = header.getCompressed_page_size();
        if (sizeBytes < 0 || sizeBytes > end - bodyAt) {
            throw PageException.damaged(
                    "the page claims " + sizeBytes + " bytes where the column chunk has " + (end - bodyAt) + " left");
        }
        next = bodyAt + sizeBytes;
        return header;
    }

    private PageHeader read() {
        int lengthBytes = (int) Math.min(FIRST_TRY_BYTES, end - headerAt);
        while (true) {
            if (bytes.length < lengthBytes) {
                bytes = new byte[lengthBytes];
            }
            region.slice(headerAt, lengthBytes).get(bytes, 0, lengthBytes);
            ThriftStructs structs = new ThriftStructs(bytes, 0, lengthBytes);
            PageHeader header = new PageHeader();
            try {
                structs.read(header);
                bodyAt = headerAt + structs.position();
                return header;
            } catch (EOFException e) {
                if (lengthBytes == end - headerAt || lengthBytes == MAX_HEADER_BYTES) {
                    throw PageException.damaged("the page header is cut");
                }
                lengthBytes = (int) Math.min(Math.min((long) lengthBytes * MORE, MAX_HEADER_BYTES), end - headerAt);
            } catch (IOException e) {
                throw PageException.unsupported(
                        "the page header cannot be read: " + e.getMessage(),
                        "The file is damaged, or uses a part of the format that is newer than this reader.");
            }
        }
    }
}
