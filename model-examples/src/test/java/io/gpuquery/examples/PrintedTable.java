package io.gpuquery.examples;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows as the shell prints them. */
final class PrintedTable {
    private PrintedTable() {}

    static String of(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        int count = columns.getColumnCount();
        List<String[]> lines = new ArrayList<>();
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = columns.getColumnLabel(i + 1);
        }
        while (rows.next()) {
            String[] line = new String[count];
            for (int i = 0; i < count; i++) {
                line[i] = String.valueOf(rows.getObject(i + 1));
            }
            lines.add(line);
        }
        int[] widths = new int[count];
        for (int i = 0; i < count; i++) {
            widths[i] = names[i].length();
            for (String[] line : lines) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        StringBuilder border = new StringBuilder("+");
        for (int width : widths) {
            border.append("-".repeat(width + 2)).append('+');
        }
        border.append('\n');
        StringBuilder text = new StringBuilder(border);
        append(text, names, widths, true).append(border);
        lines.forEach(line -> append(text, line, widths, false));
        return text.append(border).toString();
    }

    private static StringBuilder append(StringBuilder text, String[] values, int[] widths, boolean centred) {
        for (int i = 0; i < values.length; i++) {
            int blanks = widths[i] - values[i].length();
            int left = centred ? blanks / 2 : 0;
            text.append(i == 0 ? "| " : " | ");
            text.append(" ".repeat(left)).append(values[i]).append(" ".repeat(blanks - left));
        }
        return text.append(" |\n");
    }
}
