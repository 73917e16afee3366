package io.gpuquery.scan;

/**
 * How a request for one file becomes a scan: {@link ExactScan#start}, {@link SafeScan#start}, or from what somebody keeps of
 * earlier scans.
 */
@FunctionalInterface
public interface ScanStarter {
    /**
     * Starts a scan of one file.
     *
     * @param reader reads the file's format
     * @param request its contents are the scan's from here on, also when this method throws
     */
    Scan start(FormatReader reader, ScanRequest request);
}
