package io.gpuquery.scan;

import java.util.Locale;

/** Formats of files that can be tables. */
public enum FileFormat {
    CSV,
    JSON,
    PARQUET;

    /** As options and listings spell it: {@code csv}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
