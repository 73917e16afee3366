package io.gpuquery.calcite.kernel;

/** What depends on a text fails for one, of which nobody knows whether a row that counts has it: the CPU finds out. */
public final class EntryFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EntryFailureException(RuntimeException cause) {
        super(cause);
    }
}
