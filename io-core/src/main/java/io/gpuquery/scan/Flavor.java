package io.gpuquery.scan;

/** Whose rules decide where two ways of reading the same file would both make sense. */
public enum Flavor {
    /** Ours: formats, headers and types are found out. */
    GPU_QUERY,
    /**
     * Those of Calcite's own file adapter, for models that were written for it: the first row of delimited text names the columns
     * and their types, and an empty text is a text.
     */
    CALCITE_FILE
}
