package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.catalog.CatalogTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Finds names in a statement that have to be quoted, and are not: of blanks, dots, slashes, or that begin with a digit. */
final class UnquotedName {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z_0-9$]*");

    private UnquotedName() {}

    /** The names and paths of all tables. */
    static Collection<String> ofTables(List<DirectorySchema> schemas) {
        List<String> names = new ArrayList<>();
        for (DirectorySchema schema : schemas) {
            for (CatalogTable table : schema.catalog().snapshot().tables()) {
                names.add(table.name());
                names.add(table.relativePath());
            }
        }
        return names;
    }

    /** How to write the longest of these names that stands without quotes where the mistake is; empty if none does. */
    static String hint(String sql, SqlPosition position, Collection<String> names) {
        int mistake = position.offset(sql);
        String longest = "";
        for (String name : names) {
            if (name.length() > longest.length() && !PLAIN.matcher(name).matches() && isAt(sql, mistake, name)) {
                longest = name;
            }
        }
        return longest.isEmpty() ? "" : "A name like this is written in double quotes: \"" + longest + "\".";
    }

    private static boolean isAt(String sql, int mistake, String name) {
        for (int start = Math.max(0, mistake - name.length()); start <= mistake; start++) {
            boolean isWhole = start == 0 || !Character.isLetterOrDigit(sql.charAt(start - 1));
            if (isWhole && sql.regionMatches(true, start, name, 0, name.length()) && !isQuoted(sql, start)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isQuoted(String sql, int start) {
        return start > 0 && (sql.charAt(start - 1) == '"' || sql.charAt(start - 1) == '\'');
    }
}
