package sqlline;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Locale;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Rows as sqlline's JSON, <code>{"resultset":[…]}</code>, that is JSON whatever is in the data: names of columns are
 * escaped too, and numbers that JSON does not know (NaN, the infinities) are strings.
 */
@NullMarked
final class JsonRows extends AbstractOutputFormat {
    JsonRows(SqlLine sqlLine) {
        super(sqlLine);
    }

    /** The columns are named in every row, so the start of the array depends on no header, wanted or not. */
    @Override
    public int print(Rows rows) {
        Rows.Row header = rows.next();
        if (sqlLine.getOpts().getShowTypes()) {
            rows.next();
        }
        sqlLine.output("{\"resultset\":[");
        int count = 0;
        while (rows.hasNext()) {
            printRow(rows, header, rows.next());
            count++;
        }
        sqlLine.output("]}");
        return count;
    }

    @Override
    void printHeader(Rows.Row header) {}

    @Override
    void printFooter(Rows.Row header) {}

    @Override
    void printRow(Rows rows, Rows.Row header, Rows.Row row) {
        StringBuilder line = new StringBuilder("{");
        for (int i = 0; i < row.values.length; i++) {
            line.append(i == 0 ? "" : ",");
            appendString(line, header.values[i]);
            line.append(':');
            String text = NullableText.of(rows, row, i);
            if (text != null && isJson(rows, i)) {
                line.append(text);
            } else {
                appendValue(line, text, type(rows, i));
            }
        }
        sqlLine.output(line.append(rows.hasNext() ? "}," : "}").toString());
    }

    /** Whether the text of a value is JSON: that of arrays, rows and maps. */
    private static boolean isJson(Rows rows, int index) {
        try {
            return switch (rows.rsMeta.getColumnType(index + 1)) {
                case Types.ARRAY, Types.STRUCT -> true;
                case Types.OTHER -> rows.rsMeta.getColumnTypeName(index + 1).endsWith(" MAP");
                default -> false;
            };
        } catch (SQLException e) {
            throw new WrappedSqlException(e);
        }
    }

    private static int type(Rows rows, int index) {
        try {
            return rows.rsMeta.getColumnType(index + 1);
        } catch (SQLException e) {
            throw new WrappedSqlException(e);
        }
    }

    private static void appendValue(StringBuilder line, @Nullable String value, int type) {
        if (value == null) {
            line.append("null");
            return;
        }
        switch (type) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.REAL,
                    Types.FLOAT,
                    Types.DOUBLE,
                    Types.DECIMAL,
                    Types.NUMERIC -> {
                if (isJsonNumber(value)) {
                    line.append(value);
                } else {
                    appendString(line, value);
                }
            }
            case Types.BOOLEAN -> line.append(value.toLowerCase(Locale.ROOT));
            default -> appendString(line, value);
        }
    }

    /** False for NaN and the infinities, and for what a format of the user's made of a number. */
    private static boolean isJsonNumber(String value) {
        return value.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    }

    private static void appendString(StringBuilder line, String value) {
        line.append('"');
        JsonStringEncoder.getInstance().quoteAsString(value, line);
        line.append('"');
    }
}
