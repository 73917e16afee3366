package io.gpuquery.format.csv;

/**
 * A place in a text file.
 *
 * @param offsetBytes from the start of the file
 * @param line counted from 1
 */
record TextPosition(long offsetBytes, long line) {}
