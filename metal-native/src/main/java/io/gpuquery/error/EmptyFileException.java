package io.gpuquery.error;

/**
 * A file of text that holds no record, and no names of columns. By itself it is no table; among the files of one table it has no
 * rows, as a part that its writer had nothing for.
 */
public final class EmptyFileException extends DataException {
    private static final long serialVersionUID = 1L;

    public EmptyFileException(String problem, Location location, String hint) {
        super(problem, location, hint);
    }
}
