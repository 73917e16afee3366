package io.gpuquery.format.csv;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds out whether the first row of a file names its columns, by comparing it with the rest. */
final class HeaderDetection {
    private HeaderDetection() {}

    /**
     * Where types are inferred. A text in the first row that no type but VARCHAR holds together with the rest of its column makes the
     * row a header; otherwise one that does, in a column of another type than VARCHAR, makes it data. In a file of VARCHAR alone it is
     * a header if its texts are names: there, different from each other, of no other type, and not among the values below.
     */
    static boolean isHeader(List<SampledColumn> columns) {
        boolean anyFits = false;
        for (SampledColumn column : columns) {
            ColumnType type = column.restType();
            if (!column.firstIsBlank() && !type.equals(ColumnType.VARCHAR)) {
                if (!column.firstFits(type, false) && column.type().equals(ColumnType.VARCHAR)) {
                    return true;
                }
                anyFits = true;
            }
        }
        return !anyFits && areNames(columns);
    }

    private static boolean areNames(List<SampledColumn> columns) {
        Set<String> names = new HashSet<>();
        for (SampledColumn column : columns) {
            if (column.firstIsBlank()) {
                // Writers of row numbers leave their column without a name.
                if (column.restType().equals(ColumnType.VARCHAR)) {
                    return false;
                }
            } else if (column.firstIsTyped()
                    || column.firstRepeats()
                    || !names.add(column.name().strip().toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return !names.isEmpty();
    }

    /** Where types are declared: the first row is a header if it has the names, or a text that does not fit its type. */
    static boolean isHeader(List<SampledColumn> columns, List<ColumnDefinition> declared) {
        boolean allNames = true;
        for (int i = 0; i < declared.size(); i++) {
            SampledColumn column = columns.get(i);
            ColumnDefinition definition = declared.get(i);
            if (!column.firstIsBlank()
                    && !definition.type().equals(ColumnType.VARCHAR)
                    && !column.firstFits(definition.type(), true)) {
                return true;
            }
            allNames &= column.name().strip().equalsIgnoreCase(definition.name());
        }
        return allNames;
    }
}
