package io.gpuquery.scan;

/**
 * How a request for one file becomes a scan: {@link ExactScan#start}, {@link SafeScan#start}, or from what somebody keeps of
 * earlier scans.
 */
@FunctionalInterface
public interface ScanStarter {
    /**
     * Starts a scan of one file. The types in the schema of the request's description may be wider than those found, where the
     * table needs that: what is kept of a column is kept by its type too.
     *
     * @param reader reads the file's format
     * @param request its contents are the scan's from here on, also when this method throws
     */
    Scan start(FormatReader reader, ScanRequest request);
}
