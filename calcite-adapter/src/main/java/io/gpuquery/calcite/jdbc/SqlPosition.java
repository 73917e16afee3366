package io.gpuquery.calcite.jdbc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** A stretch of a statement's text: lines and columns from 1, both ends inclusive; all 0 where it is not known. */
record SqlPosition(int line, int column, int endLine, int endColumn) {
    private static final Pattern IN_MESSAGE = Pattern.compile("at line (\\d+), column (\\d+)");
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\n|\\r");
    private static final SqlPosition UNKNOWN = new SqlPosition(0, 0, 0, 0);

    static SqlPosition of(SqlParseException failure) {
        SqlParserPos position = failure.getPos();
        if (position != null && position.getLineNum() > 0) {
            return new SqlPosition(
                    position.getLineNum(),
                    position.getColumnNum(),
                    position.getEndLineNum(),
                    position.getEndColumnNum());
        }
        Matcher matcher = IN_MESSAGE.matcher(String.valueOf(failure.getMessage()));
        if (!matcher.find()) {
            return UNKNOWN;
        }
        int line = Integer.parseInt(matcher.group(1));
        int column = Integer.parseInt(matcher.group(2));
        return new SqlPosition(line, column, line, column);
    }

    static SqlPosition of(CalciteContextException failure) {
        return new SqlPosition(
                failure.getPosLine(), failure.getPosColumn(), failure.getEndPosLine(), failure.getEndPosColumn());
    }

    boolean isKnown() {
        return line > 0;
    }

    /** The text there; empty where it is not known, or not on one line. */
    String text(@Nullable String sql) {
        if (sql == null || !isKnown() || line != endLine) {
            return "";
        }
        String[] lines = LINE_END.split(sql, -1);
        if (line > lines.length || endColumn > lines[line - 1].length()) {
            return "";
        }
        return lines[line - 1].substring(column - 1, endColumn);
    }

    /** How many characters of a text are before this; as many as it has where this is not known. */
    int offset(String sql) {
        int start = 0;
        Matcher ends = LINE_END.matcher(sql);
        for (int before = 1; before < line && ends.find(); before++) {
            start = ends.end();
        }
        return isKnown() ? Math.min(sql.length(), start + column - 1) : sql.length();
    }

    /** For messages: {@code line 1, column 10}. */
    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
