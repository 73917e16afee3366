package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.TableSchema;
import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ColumnSink;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes records into the columns of a batch. For one thread; owns nothing outside the heap. */
final class RowWriter implements RecordVisitor {
    private static final int NOT_WANTED = -1;

    private final JsonShape shape;
    private final ReadOptions options;
    private final boolean declared;
    private final TableSchema schema;
    private final ScanCounters counters;
    /** Those wanted first; behind them those that are only checked. */
    private final List<FieldWriter> fields = new ArrayList<>();
    /** The column of each field that is wanted. */
    private final List<Integer> wanted;

    private final Map<String, Integer> columnOfKey = new HashMap<>();
    /** Column to field. */
    private final int[] fieldOfColumn;
    /** Column to the number of the record that last had its key. */
    private final long[] lastRecord;

    private final List<ColumnDefinition> columns;
    /** Columns in which NULL is an error, whether wanted or not. */
    private final int[] required;
    /** Column to the number of the record that last had a value for it, where it is required. */
    private final long[] lastValue;

    private long recordNumber;
    private int rowCount;
    private long charCount;
    /** Whether the record is to be left out. */
    private boolean rejected;

    /** Takes what to read, and where to count. */
    RowWriter(ScanRequest request, JsonShape shape, JsonLimits limits, ScanCounters counters) {
        this.shape = shape;
        this.options = request.options();
        this.declared = !options.columns().isEmpty();
        TableSchema all = request.description().schema();
        this.schema = all.project(request.columns());
        this.counters = counters;
        this.wanted = request.columns();
        for (int i = 0; i < shape.keys().size(); i++) {
            columnOfKey.put(shape.keys().get(i), i);
        }
        this.fieldOfColumn = new int[all.columnCount()];
        this.lastRecord = new long[all.columnCount()];
        Arrays.fill(fieldOfColumn, NOT_WANTED);
        int expectedRows = expectedRows(request);
        for (int column : request.columns()) {
            fieldOfColumn[column] = fields.size();
            fields.add(new FieldWriter(all.column(column), options, expectedRows, limits.maxNestedChars()));
        }
        if (options.onError() == ReadOptions.ErrorPolicy.SKIP) {
            // Which rows are left out must not depend on the columns asked for.
            for (int column = 0; column < fieldOfColumn.length; column++) {
                if (fieldOfColumn[column] == NOT_WANTED) {
                    fieldOfColumn[column] = fields.size();
                    fields.add(new FieldWriter(all.column(column), options, 1, limits.maxNestedChars()));
                }
            }
        }
        this.required = IntStream.range(0, all.columnCount())
                .filter(column -> !all.column(column).nullable())
                .toArray();
        this.columns = all.columns();
        this.lastValue = new long[all.columnCount()];
    }

    private static int expectedRows(ScanRequest request) {
        long known = request.description().statistics().rowCount();
        int most = JsonLimits.MAX_BATCH_FIELDS / Math.max(1, request.columns().size());
        return (int) Math.min(Math.min(request.batchRows(), most), Math.max(16, known));
    }

    /** Rows so far. */
    int rowCount() {
        return rowCount;
    }

    /** Whether a batch of what there is, is large enough whatever its number of rows. */
    boolean isFull() {
        return charCount >= JsonLimits.MAX_BATCH_CHARS
                || (long) rowCount * wanted.size() >= JsonLimits.MAX_BATCH_FIELDS;
    }

    @Override
    public void visit(RecordCursor record) throws IOException {
        recordNumber++;
        rejected = false;
        for (FieldWriter field : fields) {
            field.clear();
        }
        JsonParser parser = record.parser();
        if (!shape.ofObjects()) {
            readBare(record, parser);
        } else if (parser.currentToken() == JsonToken.START_OBJECT) {
            readObject(record, parser);
        } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
            noObject(record, parser);
        }
        finish(record);
    }

    /** What reads most objects of a part of the text for this; null where there may be more to say about them than their values. */
    @Nullable
    PlainObjects plainObjects(
            MemoryRegion region,
            long startOffset,
            long endOffset,
            @Nullable ArrayPart array,
            Cancellation cancellation) {
        boolean suits = shape.ofObjects()
                && !options.strict()
                && !options.isCalciteFile()
                && required.length == 0
                && fields.stream().allMatch(FieldWriter::readsBlocks);
        return suits
                ? new PlainObjects(
                        region,
                        startOffset,
                        endOffset,
                        cancellation,
                        columnOfKey,
                        fieldOfColumn,
                        fields.stream().map(FieldWriter::type).toList(),
                        array)
                : null;
    }

    /** Writes a block of objects; those that are left, one at a time through this as a visitor, which {@code other} is to see to. */
    void append(PlainObjects objects, int count, IntConsumer other) {
        boolean[] left = objects.left();
        for (int i = 0; i < fields.size(); i++) {
            fields.get(i).parse(objects.block(i), left);
        }
        int from = 0;
        for (int row = 0; row < count; row++) {
            if (left[row]) {
                appendRows(from, row);
                from = row + 1;
                other.accept(row);
            } else if (!declared) {
                counters.fieldsIgnored.add(objects.ignored(row));
            }
        }
        appendRows(from, count);
    }

    private void appendRows(int from, int to) {
        if (to > from) {
            for (FieldWriter field : fields.subList(0, wanted.size())) {
                field.append(from, to);
            }
            rowCount += to - from;
        }
    }

    /** How many rows of so many there is room for before this {@link #isFull}. */
    int room(int rows) {
        int most = JsonLimits.MAX_BATCH_FIELDS / Math.max(1, wanted.size()) + 1;
        return Math.max(1, Math.min(rows, most) - rowCount);
    }

    /** Counts text that a batch holds. */
    void addChars(long count) {
        charCount += count;
    }

    private void readBare(RecordCursor record, JsonParser parser) throws IOException {
        lastValue[0] = parser.currentToken() == JsonToken.VALUE_NULL ? 0 : recordNumber;
        if (fields.isEmpty()) {
            parser.skipChildren();
        } else {
            fields.get(0).read(record);
        }
    }

    private void readObject(RecordCursor record, JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            Integer column = columnOfKey.get(key);
            if (column == null) {
                if (!declared) {
                    ignored(record, key, false);
                }
                parser.nextToken();
                parser.skipChildren();
                continue;
            }
            if (lastRecord[column] == recordNumber) {
                ignored(record, key, true);
            }
            lastRecord[column] = recordNumber;
            lastValue[column] = parser.nextToken() == JsonToken.VALUE_NULL ? 0 : recordNumber;
            if (fieldOfColumn[column] == NOT_WANTED) {
                parser.skipChildren();
            } else {
                FieldWriter field = fields.get(fieldOfColumn[column]);
                field.read(record);
                if (!declared && field.keysIgnored() > 0) {
                    ignoredWithin(record, field.keysIgnored());
                }
            }
        }
    }

    private void ignoredWithin(RecordCursor record, int keys) {
        if (!options.strict() || options.onError() == ReadOptions.ErrorPolicy.NULL) {
            counters.fieldsIgnored.add(keys);
        } else if (options.onError() == ReadOptions.ErrorPolicy.FAIL) {
            throw record.faults().unknownKeyWithin(record.tokenOffset());
        } else {
            rejected = true;
        }
    }

    /** A value that no row will show: of a key that is no column, or of one that comes again. */
    private void ignored(RecordCursor record, String key, boolean duplicate) {
        if (!options.strict()) {
            counters.fieldsIgnored.increment();
            return;
        }
        switch (options.onError()) {
            case FAIL -> {
                JsonFaults faults = record.faults();
                long offset = record.tokenOffset();
                throw duplicate ? faults.duplicateKey(key, offset) : faults.unknownKey(key, offset);
            }
            case SKIP -> rejected = true;
            case NULL -> counters.fieldsIgnored.increment();
        }
    }

    private void noObject(RecordCursor record, JsonParser parser) throws IOException {
        switch (options.onError()) {
            case FAIL -> {
                JsonToken token = parser.currentToken();
                String text = token == JsonToken.START_ARRAY
                        ? "An array"
                        : token == JsonToken.VALUE_STRING ? '"' + parser.getText() + '"' : parser.getText();
                throw record.faults().noObject(text, record.tokenOffset());
            }
            case SKIP -> rejected = true;
            case NULL -> wanted.forEach(column -> counters.nulled(column, 1));
        }
        parser.skipChildren();
    }

    /** A value that is missing where none may be, fails or leaves the row out; elsewhere such columns are nullable. */
    private void requireValues(RecordCursor record) {
        for (int column : required) {
            if (lastValue[column] != recordNumber) {
                if (options.onError() == ReadOptions.ErrorPolicy.FAIL) {
                    throw record.faults().nullIn(columns.get(column).name(), record.tokenOffset());
                }
                rejected = true;
            }
        }
    }

    private void finish(RecordCursor record) {
        int misfits = 0;
        for (int i = 0; i < fields.size(); i++) {
            FieldWriter field = fields.get(i);
            if (field.isMisfit()) {
                misfits++;
                if (options.onError() == ReadOptions.ErrorPolicy.FAIL) {
                    throw field.fault(record.faults());
                }
            }
        }
        requireValues(record);
        switch (options.onError()) {
            case FAIL -> {}
            case SKIP -> {
                if (rejected || misfits != 0) {
                    counters.rowsSkipped.increment();
                    return;
                }
            }
            case NULL -> {
                if (misfits != 0) {
                    countMisfits();
                }
            }
        }
        for (FieldWriter field : fields.subList(0, wanted.size())) {
            charCount += field.append();
        }
        rowCount++;
    }

    private void countMisfits() {
        for (int i = 0; i < fields.size(); i++) {
            counters.nulled(wanted.get(i), fields.get(i).isMisfit() ? 1 : 0);
        }
    }

    /** Lets rows go on into sinks from here on, one for each wanted column, and not into a batch. */
    void into(List<? extends ColumnSink> sinks) {
        for (int i = 0; i < sinks.size(); i++) {
            fields.get(i).into(sinks.get(i));
        }
    }

    /** Hands on what is not in the sinks yet; how many rows there were. The writer is then empty. */
    int flush() {
        fields.subList(0, wanted.size()).forEach(FieldWriter::flush);
        int count = rowCount;
        rowCount = 0;
        charCount = 0;
        return count;
    }

    /** The rows so far, owned by the caller; the writer is then empty. */
    ColumnBatch build() {
        List<Column> columns = new ArrayList<>(wanted.size());
        try {
            for (FieldWriter field : fields.subList(0, wanted.size())) {
                columns.add(field.build());
            }
            return new ColumnBatch(schema, rowCount, columns);
        } catch (RuntimeException | Error e) {
            columns.forEach(Column::close);
            throw e;
        } finally {
            rowCount = 0;
            charCount = 0;
        }
    }
}
