package io.gpuquery.format.csv;

/** What the first row of a file is. */
public enum CsvHeader {
    /** A row like the others. */
    NONE,
    /** The names of the columns. */
    NAMES,
    /** The names and types of the columns: {@code EMPNO:int,NAME:string}. */
    NAMES_AND_TYPES
}
