package io.gpuquery.format.csv;

/** What ends the lines of a file. */
enum LineSeparator {
    LF("LF"),
    CRLF("CRLF"),
    CR("CR"),
    /** More than one of the others. */
    MIXED("mixed"),
    /** No line was ended. */
    NONE("none");

    private final String label;

    LineSeparator(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** What a file has that has this and another. */
    LineSeparator and(LineSeparator other) {
        if (this == NONE) {
            return other;
        }
        return other == this || other == NONE ? this : MIXED;
    }
}
