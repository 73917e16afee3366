package io.gpuquery.format.json;

import java.io.IOException;

/** Bytes that are no text in the charset that a file has, on their way through a parser. */
final class InvalidTextException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long offset;
    private final String hint;

    /**
     * Takes what is wrong, and what to do.
     *
     * @param offset in the text as UTF-8
     */
    InvalidTextException(String problem, long offset, String hint) {
        super(problem);
        this.offset = offset;
        this.hint = hint;
    }

    long offset() {
        return offset;
    }

    String hint() {
        return hint;
    }
}
