package sqlline;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Rows in which every control character is the picture of it (U+2400 and on), so that a line break in a value does not tear a table
 * apart, and no value gives orders to the terminal. Each is one character, as wide as what it stands for.
 */
@NullMarked
final class VisibleRows extends Rows {
    private static final char FIRST_PICTURE = '\u2400';
    private static final char DELETE = '\u007f';
    private static final char PICTURE_OF_DELETE = '\u2421';

    private final Rows rows;

    VisibleRows(SqlLine sqlLine, ResultSet result, Rows rows) throws SQLException {
        super(sqlLine, result);
        this.rows = rows;
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public Row next() {
        Row row = rows.next();
        for (int i = 0; i < row.values.length; i++) {
            row.values[i] = visible(row.values[i]);
        }
        return row;
    }

    @Override
    void normalizeWidths(int maxColumnWidth) {
        rows.normalizeWidths(maxColumnWidth);
    }

    private static @Nullable String visible(@Nullable String text) {
        if (text == null || text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder visible = new StringBuilder(text);
        for (int i = 0; i < visible.length(); i++) {
            char c = visible.charAt(i);
            if (c < ' ') {
                visible.setCharAt(i, (char) (FIRST_PICTURE + c));
            } else if (c == DELETE) {
                visible.setCharAt(i, PICTURE_OF_DELETE);
            } else if (Character.isISOControl(c)) {
                visible.setCharAt(i, '\ufffd');
            }
        }
        return visible.toString();
    }
}
