package io.gpuquery.format.parquet.metadata;

/** A part of a nested column that cannot be read, so that the column is left out, with the reason as message. */
final class UnreadableFieldException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableFieldException(String path, String reason) {
        super(path + ": " + reason);
    }
}
