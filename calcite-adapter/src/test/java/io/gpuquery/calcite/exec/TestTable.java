package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthBuilder;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Selection;
import io.gpuquery.column.Storage;
import io.gpuquery.column.TableSchema;
import io.gpuquery.column.Validity;
import io.gpuquery.column.ViewBuilder;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.memory.MemoryBlock;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table of boxed values (see {@link io.gpuquery.calcite.expression.RowFunction}) that is scanned as batches: in several morsels, as
 * narrow as it goes, with dictionaries, and with selections.
 */
final class TestTable {
    private final List<ValueType> types;
    private final List<@Nullable Object[]> rows;
    private final int batchRows;
    private volatile @Nullable MemoryScan lastScan;

    TestTable(List<ValueType> types, List<@Nullable Object[]> rows, int batchRows) {
        this.types = types;
        this.rows = rows;
        this.batchRows = batchRows;
    }

    List<@Nullable Object[]> rows() {
        return rows;
    }

    List<ValueType> types() {
        return types;
    }

    Expression column(int index) {
        return new Expression.InputReference(index, types.get(index));
    }

    boolean isScanned() {
        return lastScan != null;
    }

    /** The scan that was opened last. */
    MemoryScan lastScan() {
        return Objects.requireNonNull(lastScan);
    }

    PlanNode.ScanNode scan() {
        return new PlanNode.ScanNode("test", (cancellation, receipt) -> lastScan = open(), types);
    }

    private MemoryScan open() {
        List<ColumnDefinition> definitions = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            definitions.add(new ColumnDefinition(
                    "c" + i, types.get(i).type(), types.get(i).nullable()));
        }
        TableSchema schema = new TableSchema(definitions);
        List<List<Supplier<ColumnBatch>>> morsels = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += 3 * batchRows) {
            List<Supplier<ColumnBatch>> batches = new ArrayList<>();
            for (int first = from; first < Math.min(rows.size(), from + 3 * batchRows); first += batchRows) {
                int start = first;
                batches.add(() -> batch(schema, start, Math.min(rows.size(), start + batchRows)));
            }
            morsels.add(batches);
        }
        return new MemoryScan(schema, morsels);
    }

    /** Every third batch has each row twice, and a selection of one of each. */
    private ColumnBatch batch(TableSchema schema, int from, int to) {
        int repeat = from / batchRows % 3 == 2 ? 2 : 1;
        List<Column> columns = new ArrayList<>();
        for (int column = 0; column < types.size(); column++) {
            columns.add(column(column, from, to, repeat));
        }
        int[] selected = new int[to - from];
        for (int i = 0; i < selected.length; i++) {
            selected[i] = 2 * i + i % 2;
        }
        Selection selection = repeat == 1 ? null : Selection.of(selected, selected.length);
        return new ColumnBatch(schema, repeat * (to - from), columns, selection);
    }

    private Column column(int column, int from, int to, int repeat) {
        ColumnType type = types.get(column).type();
        List<@Nullable Object> values = new ArrayList<>();
        for (int row = from; row < to; row++) {
            for (int i = 0; i < repeat; i++) {
                values.add(Values.units(type, rows.get(row)[column]));
            }
        }
        if (type.storage() == Storage.VIEW && (from / batchRows + column) % 2 == 0) {
            return dictionary(type, values);
        }
        ColumnBuilder builder = ColumnBuilder.of(type, values.size());
        for (Object value : values) {
            append(builder, type, value);
        }
        Column built = builder.build();
        return built instanceof FixedWidthColumn fixed ? narrowed(fixed) : built;
    }

    static void append(ColumnBuilder builder, ColumnType type, @Nullable Object value) {
        if (value == null) {
            builder.appendNull();
        } else if (builder instanceof ViewBuilder views) {
            views.append(bytes(value));
        } else {
            FixedWidthBuilder fixed = (FixedWidthBuilder) builder;
            switch (type.storage()) {
                case INT8, INT16, INT32, INT64 ->
                    fixed.appendLong(unscaled(value).longValueExact());
                case INT128 -> {
                    BigInteger number = unscaled(value);
                    fixed.appendInt128(number.shiftRight(64).longValue(), number.longValue());
                }
                case FLOAT32, FLOAT64 -> fixed.appendDouble(((Number) value).doubleValue());
                case VIEW, NESTED -> throw new AssertionError(type);
            }
        }
    }

    static byte[] bytes(Object value) {
        return value instanceof byte[] bytes ? bytes : ((String) value).getBytes(StandardCharsets.UTF_8);
    }

    static BigInteger unscaled(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? BigInteger.ONE : BigInteger.ZERO;
        }
        return value instanceof BigDecimal decimal
                ? decimal.unscaledValue()
                : BigInteger.valueOf(((Number) value).longValue());
    }

    private static Column dictionary(ColumnType type, List<@Nullable Object> values) {
        Map<String, Integer> entries = new LinkedHashMap<>();
        ViewBuilder texts = new ViewBuilder(type, 8);
        // An entry that no row has.
        entries.put("unused", 0);
        texts.append("unused");
        ColumnBuilder nulls = ColumnBuilder.of(ColumnType.INTEGER, values.size());
        for (Object value : values) {
            if (value == null) {
                nulls.appendNull();
            } else {
                String text = (String) value;
                if (!entries.containsKey(text)) {
                    entries.put(text, entries.size());
                    texts.append(text);
                }
                ((FixedWidthBuilder) nulls).appendLong(entries.get(text));
            }
        }
        try (FixedWidthColumn codes = (FixedWidthColumn) nulls.build();
                ViewColumn dictionary = texts.build()) {
            return new DictionaryColumn(values.size(), codes.validity(), codes.values(), dictionary);
        }
    }

    /** The same in the narrowest storage that holds all values. */
    private static Column narrowed(FixedWidthColumn column) {
        if (!column.storage().isInteger()) {
            return column;
        }
        for (Storage storage : List.of(Storage.INT8, Storage.INT16, Storage.INT32)) {
            long limit = 1L << (8 * storage.widthBytes() - 1);
            boolean fits = storage.widthBytes() < column.storage().widthBytes();
            for (int i = 0; fits && i < column.rowCount(); i++) {
                fits = column.getLong(i) >= -limit && column.getLong(i) < limit;
            }
            if (fits) {
                return stored(column, storage);
            }
        }
        return column;
    }

    private static Column stored(FixedWidthColumn column, Storage storage) {
        int lengthBytes = column.rowCount() * storage.widthBytes();
        try (column;
                MemoryBlock block = MemoryBlock.allocate(lengthBytes)) {
            ByteBuffer bytes = block.slice(0, lengthBytes);
            for (int i = 0; i < column.rowCount(); i++) {
                switch (storage) {
                    case INT8 -> bytes.put((byte) column.getLong(i));
                    case INT16 -> bytes.putShort((short) column.getLong(i));
                    case INT32 -> bytes.putInt((int) column.getLong(i));
                    case INT64, INT128, FLOAT32, FLOAT64, VIEW, NESTED -> throw new AssertionError(storage);
                }
            }
            Validity validity = column.validity();
            return new FixedWidthColumn(
                    column.type(), storage, column.rowCount(), validity, new BufferSlice(block, 0, lengthBytes));
        }
    }
}
