package io.gpuquery.parts;

import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import org.jspecify.annotations.Nullable;

/** Where the values of a table's column come from, in one of its files. */
sealed interface ColumnSource {
    /** Nobody has looked at the file yet. */
    record Unknown() implements ColumnSource {
        static final Unknown INSTANCE = new Unknown();
    }

    /** The same value in all rows; null for NULL. */
    record Constant(@Nullable Literal value) implements ColumnSource {
        static final Constant NULL = new Constant(null);
    }

    /**
     * A column of the file.
     *
     * @param column its index there
     * @param read the type that its values are read as; where it is not the table's they are converted
     * @param converted whether it is not
     */
    record FileColumn(int column, ColumnType read, boolean converted) implements ColumnSource {}
}
