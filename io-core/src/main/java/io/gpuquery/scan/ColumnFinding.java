package io.gpuquery.scan;

import org.jspecify.annotations.Nullable;

/**
 * Where the name and the type of a column come from.
 *
 * @param nameInFile the name as the file has it, which {@link io.gpuquery.column.ColumnDefinition#name} may be a repair of: blanks
 *     around it, none at all, or one that another column has too, in whatever case; null where the file has no names
 * @param hasValues whether the type was found from values; where every row that was looked at had NULL, any type holds them
 * @param reason why the type is what it is, for people; null where there is nothing to say
 */
public record ColumnFinding(
        @Nullable String nameInFile,
        boolean hasValues,
        @Nullable String reason) {
    /** Without a reason. */
    public ColumnFinding(@Nullable String nameInFile, boolean hasValues) {
        this(nameInFile, hasValues, null);
    }

    /** The same for another reason. */
    public ColumnFinding because(String newReason) {
        return new ColumnFinding(nameInFile, hasValues, newReason);
    }

    /** A name as it is, and a type that the file states. */
    static ColumnFinding asStated(String name) {
        return new ColumnFinding(name, true);
    }
}
