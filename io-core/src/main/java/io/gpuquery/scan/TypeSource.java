package io.gpuquery.scan;

import java.util.Locale;

/** How the type of a column was decided. */
public enum TypeSource {
    /** The user says so. */
    DECLARED,
    /** From the values that were looked at. */
    INFERRED,
    /** The file says so. */
    STORED,
    /** From the names of folders, {@code key=value}. */
    PARTITION_KEY;

    /** As listings spell it: {@code partition key}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
