package io.gpuquery.parts;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.ColumnStatistics;
import io.gpuquery.scan.DistinctValues;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.TableStatistics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a table's values from what is known of its files'. */
final class PartStatistics {
    private final List<PartFile> parts;
    private final List<FileDescription> descriptions;
    private final PartitionColumns keys;

    PartStatistics(List<PartFile> parts, List<FileDescription> descriptions, PartitionColumns keys) {
        this.parts = parts;
        this.descriptions = descriptions;
        this.keys = keys;
    }

    TableStatistics of(TableSchema schema) {
        long rowCount = 0;
        boolean exact = true;
        boolean anyColumns = false;
        for (FileDescription description : descriptions) {
            TableStatistics statistics = description.statistics();
            rowCount = Math.addExact(rowCount, statistics.rowCount());
            exact &= statistics.exact();
            anyColumns |= !statistics.columns().isEmpty();
        }
        if (!anyColumns && keys.definitions().isEmpty()) {
            return new TableStatistics(rowCount, exact, List.of());
        }
        List<Long> rowCounts = descriptions.stream()
                .map(description -> description.statistics().rowCount())
                .toList();
        int fromFiles = schema.columnCount() - keys.definitions().size();
        List<ColumnStatistics> columns = new ArrayList<>();
        for (int i = 0; i < schema.columnCount(); i++) {
            columns.add(
                    i < fromFiles ? column(schema.column(i)) : keys.statistics(parts, rowCounts, exact, i - fromFiles));
        }
        return new TableStatistics(rowCount, exact, columns);
    }

    private ColumnStatistics column(ColumnDefinition column) {
        Long nulls = 0L;
        Literal min = null;
        Literal max = null;
        boolean bounded = true;
        boolean comparable = true;
        DistinctValues distinct = new DistinctValues();
        for (FileDescription description : descriptions) {
            TableStatistics statistics = description.statistics();
            int index = description.schema().indexOf(column.name());
            ColumnStatistics known = index < 0 ? absent(statistics) : statistics.column(index);
            nulls = sum(nulls, known.nullCount());
            Literal low = known.min();
            Literal high = known.max();
            boolean present = low != null && high != null;
            boolean empty =
                    known.nullCount() != null && statistics.exact() && known.nullCount() == statistics.rowCount();
            boolean units =
                    index >= 0 && hasUnits(description.schema().column(index).type(), column.type());
            bounded &= empty || (present && units);
            if (bounded && low != null && high != null) {
                min = min == null || Literals.compare(low, min) < 0 ? low : min;
                max = max == null || Literals.compare(high, max) > 0 ? high : max;
            }
            if (index >= 0 && !empty) {
                comparable &= units;
                distinct.add(known, statistics.rowCount());
            }
        }
        return new ColumnStatistics(nulls, bounded ? min : null, bounded ? max : null, distinct.estimate(comparable));
    }

    private static ColumnStatistics absent(TableStatistics statistics) {
        return new ColumnStatistics(statistics.exact() ? statistics.rowCount() : null, null, null, null);
    }

    /** Whether bounds of one type are in the units of the other. */
    private static boolean hasUnits(ColumnType type, ColumnType other) {
        return type.equals(other) || (TypeUnion.isInteger(type) && TypeUnion.isInteger(other));
    }

    private static @Nullable Long sum(@Nullable Long left, @Nullable Long right) {
        return left == null || right == null ? null : left + right;
    }
}
