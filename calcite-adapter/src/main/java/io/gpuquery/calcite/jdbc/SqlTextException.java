package io.gpuquery.calcite.jdbc;

import java.sql.SQLSyntaxErrorException;
import org.jspecify.annotations.Nullable;

/**
 * A mistake in the text of a statement, and where it is.
 *
 * <p>Lines and columns are counted from 1, in UTF-16 units; all are 0 where the place is not known.
 */
public final class SqlTextException extends SQLSyntaxErrorException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final int endLine;
    private final int endColumn;

    SqlTextException(@Nullable String message, String state, SqlPosition position, @Nullable Throwable cause) {
        super(message, state, cause);
        this.line = position.line();
        this.column = position.column();
        this.endLine = position.endLine();
        this.endColumn = position.endColumn();
    }

    /** The line of the first wrong character. */
    public int line() {
        return line;
    }

    /** The column of the first wrong character. */
    public int column() {
        return column;
    }

    /** The line of the last wrong character. */
    public int endLine() {
        return endLine;
    }

    /** The column of the last wrong character. */
    public int endColumn() {
        return endColumn;
    }
}
