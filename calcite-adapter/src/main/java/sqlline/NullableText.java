package sqlline;

import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Tells NULL from text in the rows of sqlline. */
@NullMarked
final class NullableText {
    private NullableText() {}

    /**
     * The text of a value; null for NULL. For numbers, times and the like sqlline has by now turned NULL into the text
     * "null", which no value of those types has; for the others it has left a null.
     */
    static @Nullable String of(Rows rows, Rows.Row row, int index) {
        String text = row.values[index];
        if (text == null || rows.nullValue != null || !text.equals("null")) {
            return text;
        }
        try {
            return switch (rows.rsMeta.getColumnType(index + 1)) {
                case Types.VARCHAR, Types.CHAR, Types.NVARCHAR, Types.NCHAR, Types.LONGVARCHAR, Types.LONGNVARCHAR ->
                    text;
                default -> null;
            };
        } catch (SQLException e) {
            throw new WrappedSqlException(e);
        }
    }
}
