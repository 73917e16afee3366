package io.gpuquery.format.csv;

import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ChunkCutter;
import io.gpuquery.scan.ChunkedReader;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.RowIndex;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads delimited text: what is written as most is from its bytes, the rest through Univocity's parser.
 *
 * <p>An unquoted empty field is NULL, and so is a {@link ReadOptions#nullWords() null word}; a quoted empty field is the empty
 * string, which in a column of any other type than VARCHAR and VARBINARY is NULL too, like a field of blanks. Types are those of
 * {@link io.gpuquery.format.text.TextTypeInference}. Blank lines are left out, except that in a file of one column an empty line
 * is a row whose value is NULL. A row with too few fields is padded with NULLs and counted; fields too many are an error unless
 * they are empty, as those behind a delimiter at the end of each line are.
 *
 * <p>A file that grew since it was described is read to its last line that is ended; one that did not, to its end.
 */
public final class CsvReader implements ChunkedReader {
    private static final long SMALLEST_MORSEL_BYTES = 4 << 20;
    private static final long LARGEST_MORSEL_BYTES = 16 << 20;
    /** Morsels of a file that is not so large that they become larger. */
    private static final int MORSELS = 16;

    /** Bytes of a morsel; 0: depends on the file. */
    private final long morselBytes;

    public CsvReader() {
        this(0);
    }

    CsvReader(long morselBytes) {
        this.morselBytes = morselBytes;
    }

    @Override
    public FileFormat format() {
        return FileFormat.CSV;
    }

    /** Reads the head of the file and samples of the rest; all of it where {@link ReadOptions#sampleRows()} is 0. */
    @Override
    public FileDescription describe(FileContents contents, ReadOptions options, Cancellation cancellation) {
        FileDescription description = contents.guard(() -> new CsvSniffer(contents, options, cancellation).describe());
        contents.ensureUnchanged();
        return description;
    }

    /** Where borders of records can be found by going through the bytes. */
    @Override
    public @Nullable ChunkCutter cutter(FileDescription description, ReadOptions options) {
        return description.details() instanceof CsvDialect dialect
                        && !options.isCalciteFile()
                        && RecordBorders.areFound(dialect.charset(), dialect.syntax())
                ? new CsvChunks(description, dialect)
                : null;
    }

    /** Morsels of whole records; one for the file where its charset or syntax does not let them be found quickly. */
    @Override
    public Scan scan(ScanRequest request) {
        return scan(request, new RowIndex(ScanRequest.DEFAULT_BATCH_ROWS));
    }

    @Override
    public Scan scan(ScanRequest request, RowIndex rows) {
        long usual = Math.max(
                SMALLEST_MORSEL_BYTES,
                Math.min(LARGEST_MORSEL_BYTES, request.contents().sizeBytes() / MORSELS));
        return CsvScan.start(request, rows, morselBytes == 0 ? usual : morselBytes);
    }
}
