package io.gpuquery.calcite.table;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;

/** What to say to whoever wants to write into a table. */
public final class WriteRefusal {
    private static final String HINT = "Files are written by other programs, and the next statement sees them."
            + " To keep the rows of a query in a file, run it in the shell with --outputformat=csv and > FILE.csv,"
            + " or between !record FILE and !record.";

    private WriteRefusal() {}

    /** The refusal of a statement, by its first word or by what it does. */
    public static DataException of(String what) {
        return new DataException(
                what + " is not possible: files are only read",
                Location.none(),
                HINT,
                new UnsupportedOperationException(what));
    }
}
