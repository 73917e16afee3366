package io.gpuquery.scan;

import io.gpuquery.memory.FileContents;

/** Reads one file format. Stateless and safe for any number of threads. */
public interface FormatReader {
    FileFormat format();

    /**
     * Finds out schema and statistics, reading no more than that needs. The contents stay the caller's.
     *
     * @throws io.gpuquery.error.DataException if the file is not of this format, with file and place
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    FileDescription describe(FileContents contents, ReadOptions options, Cancellation cancellation);

    /**
     * Starts a scan. Predicates serve to leave out what cannot match; what the reader does not promise is in {@link
     * Scan#residual()}. The request's contents are the scan's from here on, also when this method throws.
     */
    Scan scan(ScanRequest request);

    /** The same, with what earlier scans of these bytes with these options found out about where rows stand; it adds what it finds. */
    default Scan scan(ScanRequest request, RowIndex rows) {
        return scan(request);
    }
}
