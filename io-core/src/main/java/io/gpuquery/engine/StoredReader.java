package io.gpuquery.engine;

import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanRequest;

/** A reader whose scans come from a store. */
record StoredReader(ColumnStore store, FormatReader reader) implements FormatReader {
    @Override
    public FileFormat format() {
        return reader.format();
    }

    @Override
    public FileDescription describe(FileContents contents, ReadOptions options, Cancellation cancellation) {
        return reader.describe(contents, options, cancellation);
    }

    @Override
    public Scan scan(ScanRequest request) {
        return store.scan(reader, request);
    }
}
