package io.gpuquery.error;

import java.nio.file.Path;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A place in the data, as precise as is known; what is not known is null.
 *
 * @param file the file, as the user named it
 * @param line the line of a text file, counted from 1
 * @param rowGroup the row group of a Parquet file, counted from 0
 * @param column the name of the column
 * @param byteOffset the offset in the file, in bytes, counted from 0
 */
public record Location(
        @Nullable Path file,
        @Nullable Long line,
        @Nullable Integer rowGroup,
        @Nullable String column,
        @Nullable Long byteOffset) {

    private static final Location NONE = new Location(null, null, null, null, null);

    public Location {
        if (line != null && line < 1) {
            throw new IllegalArgumentException("line " + line + " is not counted from 1");
        }
        if (rowGroup != null && rowGroup < 0) {
            throw new IllegalArgumentException("row group " + rowGroup + " is negative");
        }
        if (byteOffset != null && byteOffset < 0) {
            throw new IllegalArgumentException("byte offset " + byteOffset + " is negative");
        }
    }

    /** The file as a whole. */
    public static Location of(Path file) {
        return new Location(Objects.requireNonNull(file, "file"), null, null, null, null);
    }

    /** No place in any file. */
    public static Location none() {
        return NONE;
    }

    public Location withLine(long newLine) {
        return new Location(file, newLine, rowGroup, column, byteOffset);
    }

    public Location withRowGroup(int newRowGroup) {
        return new Location(file, line, newRowGroup, column, byteOffset);
    }

    public Location withColumn(String newColumn) {
        return new Location(file, line, rowGroup, Objects.requireNonNull(newColumn, "column"), byteOffset);
    }

    public Location withByteOffset(long newByteOffset) {
        return new Location(file, line, rowGroup, column, newByteOffset);
    }

    /** For messages, such as {@code data/sales.csv, line 3, column "x"}; empty for {@link #none()}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        if (file != null) {
            text.add(file.toString());
        }
        if (line != null) {
            text.add("line " + line);
        }
        if (rowGroup != null) {
            text.add("row group " + rowGroup);
        }
        if (column != null) {
            text.add("column \"" + column + '"');
        }
        if (byteOffset != null) {
            text.add("byte " + byteOffset);
        }
        return text.toString();
    }
}
