package io.gpuquery.format.csv;

import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ChunkCutter;
import io.gpuquery.scan.FileDescription;

/** Cuts delimited text between records. */
final class CsvChunks implements ChunkCutter {
    private final FileDescription description;
    private final CsvDialect dialect;
    /** Where the records of the next chunk begin: behind the header in the first. */
    private long dataOffsetBytes;

    private long dataLine;

    CsvChunks(FileDescription description, CsvDialect dialect) {
        this.description = description;
        this.dialect = dialect;
        this.dataOffsetBytes = dialect.dataOffsetBytes();
        this.dataLine = dialect.dataLine();
    }

    @Override
    public long cut(FileContents text, long wantedBytes, Cancellation cancellation) {
        if (text.sizeBytes() <= dataOffsetBytes) {
            return text.sizeBytes();
        }
        RecordBorders borders = new RecordBorders(text, dialect.syntax(), cancellation);
        return borders.next(dataOffsetBytes, Math.max(1, wantedBytes - dataOffsetBytes));
    }

    @Override
    public FileDescription end(FileContents chunk, boolean last) {
        CsvDialect ofChunk = new CsvDialect(
                dialect.syntax(),
                dialect.firstRow(),
                dialect.charset(),
                dialect.lineSeparator(),
                dialect.columnCount(),
                dialect.decimalCommaColumns(),
                dataOffsetBytes,
                dataLine,
                chunk.sizeBytes());
        dataOffsetBytes = 0;
        dataLine = 1;
        return new FileDescription(
                description.format(), description.schema(), description.statistics(), ofChunk, description.findings());
    }

    @Override
    public long lineEnds(FileContents chunk, Cancellation cancellation) {
        return LineCount.between(chunk, 0, chunk.sizeBytes(), cancellation);
    }
}
