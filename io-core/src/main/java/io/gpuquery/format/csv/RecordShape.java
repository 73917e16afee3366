package io.gpuquery.format.csv;

/**
 * Where a record stands and how it is made.
 *
 * @param line on which it begins, counted from 1
 * @param startCharacter of its first character, counted from the start of the source
 * @param endCharacter behind the character that ends it; a line feed behind a carriage return may follow
 * @param fieldCount at least 1
 * @param blank whether it is one unquoted field of spaces and tabs, or of nothing
 * @param surplus whether a field beyond the table's columns has text
 */
record RecordShape(long line, long startCharacter, long endCharacter, int fieldCount, boolean blank, boolean surplus) {}
