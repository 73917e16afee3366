package io.gpuquery.format.csv;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.TableSchema;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.ColumnSink;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.RowIndex;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.SinkMorsel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The rows of a delimited file, or of a stretch of it. */
final class CsvMorsel implements SinkMorsel {
    /** Beyond about so many bytes a batch ends early, whatever its rows. */
    private static final long BATCH_BYTES = 64L << 20;

    private static final int VALUE_BYTES = 16;

    private final long ordinal;
    private final ScanRequest request;
    private final RowIndex rows;
    private final CsvDialect dialect;
    private final TableSchema schema;
    private final ScanCounters counters;
    private final Runnable onClose;
    private final ReadOptions options;
    private final CsvProblems problems;
    private final Records records;
    /** The same where they come in blocks, which all fields can be read from. */
    private final @Nullable PlainRecords plain;

    /** In the order of the file. */
    private final List<CsvField> fields = new ArrayList<>();
    /** The fields that make the batch's columns, in the order wanted. */
    private final List<CsvField> outputs = new ArrayList<>();

    /** Rows so far, those left out before the first batch included. */
    private long row;

    private long countedBytes;
    private boolean finished;
    private boolean closed;

    /**
     * What a morsel reads: whole records.
     *
     * @param ordinal its place
     * @param start offset in the file of the first record
     * @param end offset behind the last one
     */
    record Stretch(long ordinal, long start, long end) {}

    CsvMorsel(
            ScanRequest request,
            RowIndex rows,
            CsvDialect dialect,
            Stretch stretch,
            ScanCounters counters,
            Runnable onClose) {
        this.ordinal = stretch.ordinal();
        this.request = request;
        this.rows = rows;
        this.dialect = dialect;
        this.schema = request.description().schema().project(request.columns());
        this.counters = counters;
        this.onClose = onClose;
        this.options = request.options();
        FileContents contents = request.contents();
        CsvProblems all = new CsvProblems(contents.path());
        this.problems = options.isCalciteFile() ? all : all.behind(() -> linesBefore(stretch.start()));
        List<Integer> parsed = parsedColumns();
        FieldSelection selection = FieldSelection.of(parsed);
        CsvText text = new CsvText(contents, dialect.charset(), dialect.syntax(), problems, request.cancellation());
        this.records = records(text, stretch, selection);
        FieldSelection output = FieldSelection.of(request.columns());
        int expectedRows = expectedRows(selection.count());
        parsed.stream().sorted().forEach(column -> fields.add(field(column, expectedRows, output.has(column))));
        request.columns().forEach(column -> outputs.add(fields.get(selection.positionOf(column))));
        this.plain = records instanceof PlainRecords inBlocks && fields.stream().allMatch(CsvField::readsBlocks)
                ? inBlocks
                : null;
    }

    /** Lines before the stretch: counted for errors only, since looking for all lines takes time. */
    private long linesBefore(long start) {
        long from = Math.min(dialect.dataOffsetBytes(), start);
        long before = dialect.dataLine() - 1;
        return from == start
                ? before
                : before + LineCount.between(request.contents(), from, start, request.cancellation());
    }

    private Records records(CsvText text, Stretch stretch, FieldSelection selection) {
        if (options.isCalciteFile()) {
            return CalciteFileRecords.rows(text, dialect, selection);
        }
        FileContents contents = request.contents();
        TextPosition start = new TextPosition(stretch.start(), 1);
        long endOffset = stretch.end();
        // A record that somebody is still writing can only be the last.
        boolean complete = endOffset < contents.sizeBytes() || contents.sizeBytes() == dialect.sizeBytes();
        Set<String> nullWords = new HashSet<>(options.nullWords());
        int columnCount = dialect.columnCount();
        return PlainRecords.suit(text)
                ? new PlainRecords(text, start, endOffset, selection, columnCount, complete, nullWords)
                : new CsvRecords(
                        text.feed(start, endOffset, selection, columnCount, complete),
                        problems,
                        dialect.syntax(),
                        selection.count(),
                        columnCount,
                        nullWords);
    }

    /** Which rows are left out, or fail for want of a value, must not depend on the columns asked for. */
    private List<Integer> parsedColumns() {
        TableSchema all = request.description().schema();
        return IntStream.range(0, dialect.columnCount())
                .filter(column -> options.onError() == ErrorPolicy.SKIP
                        || !all.column(column).nullable()
                        || request.columns().contains(column))
                .boxed()
                .toList();
    }

    private CsvField field(int column, int expectedRows, boolean output) {
        return new CsvField(
                request.description().schema().column(column),
                options,
                dialect,
                column,
                output ? expectedRows : 1,
                output);
    }

    /** Room for a whole batch where the file is likely to fill it. */
    private int expectedRows(int fieldCount) {
        long likely = request.description().statistics().rowCount() + 1;
        long most = BATCH_BYTES / VALUE_BYTES / Math.max(1, fieldCount) + 1;
        return (int) Math.min(request.batchRows(), Math.min(likely, most));
    }

    @Override
    public long ordinal() {
        return ordinal;
    }

    @Override
    public int appendTo(List<? extends ColumnSink> sinks, int maxRows) {
        for (int i = 0; i < sinks.size(); i++) {
            outputs.get(i).into(sinks.get(i));
        }
        int rowCount = read(maxRows);
        outputs.forEach(CsvField::flush);
        return rowCount;
    }

    @Override
    public @Nullable ColumnBatch nextBatch() {
        int rowCount = read(request.batchRows());
        return rowCount == 0 ? null : build(rowCount);
    }

    /** Reads rows, and appends them to columns or sinks; 0 at the end. */
    private int read(int mostRows) {
        if (closed) {
            throw new IllegalStateException("the morsel is closed");
        }
        request.cancellation().check();
        if (row % rows.blockRows() == 0 && records instanceof PlainRecords inBytes && inBytes.nextOffset() >= 0) {
            rows.rowBegins(ordinal, row, inBytes.nextOffset());
        }
        int rowCount = 0;
        long bytes = 0;
        while (!finished && rowCount < mostRows && bytes < BATCH_BYTES) {
            long before = records.consumedBytes();
            int block = plain == null ? 0 : plain.nextBlock(mostRows - rowCount);
            if (plain != null && block > 0) {
                rowCount += appendBlock(plain, block);
                bytes += (long) block * VALUE_BYTES * fields.size() + records.consumedBytes() - before;
            } else if (!records.next()) {
                finished = true;
            } else if (appendRow()) {
                bytes += (long) VALUE_BYTES * fields.size();
                for (CsvField field : fields) {
                    bytes += field.characters();
                }
                rowCount++;
            }
        }
        row += rowCount;
        counters.rowsRead.add(rowCount);
        counters.bytesDecoded.add(records.consumedBytes() - countedBytes);
        countedBytes = records.consumedBytes();
        return rowCount;
    }

    @Override
    public long leaveOut(long most) {
        long known = rows.knownRow(ordinal, most);
        if (known <= 0 || row > 0 || !(records instanceof PlainRecords inBytes)) {
            return 0;
        }
        inBytes.start(rows.rowOffset(ordinal, known));
        countedBytes = records.consumedBytes();
        row = known;
        return known;
    }

    /** Appends the rows of a block, one at a time where something about them is unusual; how many were not left out. */
    private int appendBlock(PlainRecords plain, int count) {
        boolean[] left = plain.left();
        if (options.strict()) {
            for (int row = 0; row < count; row++) {
                left[row] |= plain.fieldCount(row) != dialect.columnCount();
            }
        }
        for (int i = 0; i < fields.size(); i++) {
            fields.get(i).parse(plain.block(i), count, left);
        }
        int kept = 0;
        int from = 0;
        for (int row = 0; row < count; row++) {
            if (left[row]) {
                appendRows(from, row);
                from = row + 1;
                plain.go(row);
                kept += appendRow() ? 1 : 0;
            } else {
                kept++;
            }
        }
        appendRows(from, count);
        return kept;
    }

    private void appendRows(int from, int to) {
        if (to > from) {
            for (CsvField field : fields) {
                field.append(from, to);
            }
        }
    }

    /** Appends the row of the present record; false if it is to be left out. */
    private boolean appendRow() {
        if (!parseRow()) {
            counters.rowsSkipped.increment();
            return false;
        }
        for (CsvField field : fields) {
            field.append();
        }
        return true;
    }

    /** Reads the values of the present record; false if its row is to be left out. */
    private boolean parseRow() {
        RecordShape shape = records.shape();
        if (shape.surplus() || (options.strict() && shape.fieldCount() != dialect.columnCount())) {
            if (options.onError() == ErrorPolicy.SKIP) {
                return false;
            }
            throw shape.fieldCount() < dialect.columnCount()
                    ? problems.tooFewFields(shape, dialect.columnCount())
                    : problems.tooManyFields(shape, dialect.columnCount(), dialect.delimiter());
        }
        for (int i = 0; i < fields.size(); i++) {
            CsvField field = fields.get(i);
            String text = records.text(i);
            if (!field.parse(text)) {
                switch (options.onError()) {
                    case FAIL ->
                        throw problems.misfit(
                                shape.line(),
                                field.name(),
                                text == null ? "" : text,
                                field.type(),
                                !options.columns().isEmpty() || dialect.firstRow() == CsvHeader.NAMES_AND_TYPES);
                    case NULL -> counters.nulled(field.column(), 1);
                    case SKIP -> {
                        return false;
                    }
                }
            } else if (field.isMissing()) {
                if (options.onError() == ErrorPolicy.SKIP) {
                    return false;
                }
                throw problems.nullIn(shape.line(), field.name());
            }
        }
        if (shape.fieldCount() < dialect.columnCount()) {
            counters.rowsPadded.increment();
        }
        return true;
    }

    private ColumnBatch build(int rowCount) {
        List<Column> columns = new ArrayList<>();
        try {
            for (CsvField output : outputs) {
                columns.add(output.build());
            }
            return new ColumnBatch(schema, rowCount, columns);
        } catch (RuntimeException | Error e) {
            columns.forEach(Column::close);
            throw e;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
    }
}
