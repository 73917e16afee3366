package io.gpuquery.format.csv;

/** Makes the text of a field of what stands in the file. Immutable. */
final class FieldText {
    private final CsvSyntax syntax;
    private final int quote;
    private final int escape;

    FieldText(CsvSyntax syntax) {
        this.syntax = syntax;
        this.quote = syntax.quote() == CsvSyntax.NONE ? Integer.MAX_VALUE : syntax.quote();
        this.escape = syntax.escape() == CsvSyntax.NONE ? Integer.MAX_VALUE : syntax.escape();
    }

    /** The closing quote of a field in quotes that ends, perhaps with blanks, at some place. */
    int closing(byte[] bytes, int end) {
        int at = end - 1;
        while (bytes[at] != quote) {
            at--;
        }
        return at;
    }

    /** Writes the text of a field over it: without escapes, and in quotes with quotes that are not doubled. Where it ends then. */
    int unescape(byte[] bytes, int start, int end, boolean quoted) {
        int out = start;
        for (int at = start; at < end; ) {
            byte b = bytes[at++];
            if (at < end && b == escape) {
                byte next = bytes[at++];
                if (next < 0 || !syntax.isSpecial((char) next)) {
                    bytes[out++] = b;
                }
                b = next;
            } else if (quoted && b == quote) {
                // The first of two.
                at++;
            }
            bytes[out++] = b;
        }
        return out;
    }
}
