package io.gpuquery.format.parquet;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.format.parquet.metadata.FooterReader;
import io.gpuquery.format.parquet.metadata.ParquetFooter;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ColumnFinding;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanRequest;
import java.util.List;

/**
 * Reads Parquet files: columns of every physical and logical type, and lists, maps and groups of them as ARRAY, MAP and ROW. What
 * cannot be read is left out of the schema, with the reason in {@link ParquetFooter#leftOut()}.
 *
 * <p>The details of a description are a {@link ParquetFooter}. No Hadoop class is needed. Source: Apache Parquet format
 * 2.12.
 */
public final class ParquetReader implements FormatReader {
    @Override
    public FileFormat format() {
        return FileFormat.PARQUET;
    }

    /** Reads the footer and nothing else. Row counts are exact. Declared columns are an error: the file states its own. */
    @Override
    public FileDescription describe(FileContents contents, ReadOptions options, Cancellation cancellation) {
        cancellation.check();
        if (!options.columns().isEmpty()) {
            throw new DataException(
                    "Columns are declared, and a Parquet file states its own",
                    Location.of(contents.path()),
                    "Leave \"columns\" out, and change types by CAST, in a view perhaps.");
        }
        ParquetFooter footer = contents.guard(() -> FooterReader.read(contents));
        contents.ensureUnchanged();
        List<ColumnFinding> findings = footer.columns().stream()
                .map(column -> new ColumnFinding(column.path(), true))
                .toList();
        return new FileDescription(FileFormat.PARQUET, footer.schema(), footer.statistics(), footer, findings);
    }

    /** A morsel per row group; all predicates stay in {@link Scan#residual()}. */
    @Override
    public Scan scan(ScanRequest request) {
        try {
            return ParquetScan.start(request);
        } catch (RuntimeException e) {
            request.contents().close();
            throw e;
        }
    }
}
