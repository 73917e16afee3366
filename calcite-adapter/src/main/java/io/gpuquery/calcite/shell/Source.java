package io.gpuquery.calcite.shell;

import java.util.List;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * The text of a statement and where it stands.
 *
 * @param text the statement
 * @param script the file it stands in; null where it was typed
 * @param firstLine the line that it begins on, counted from 1
 */
record Source(String text, @Nullable String script, int firstLine) {
    /**
     * A line of the statement, and blanks and carets that point into it.
     *
     * @param line with its number where there is more than one
     * @param carets as far to the right as what they mean
     */
    record Excerpt(String line, String carets) {}

    /** The line around a position, cut around it where it is long. */
    Excerpt excerpt(SqlParserPos position, int maxCharacters) {
        List<String> lines = text.lines().toList();
        int index = Math.min(Math.max(position.getLineNum(), 1), lines.size()) - 1;
        String line = lines.get(index).replace('\t', ' ');
        int start = Math.min(Math.max(position.getColumnNum() - 1, 0), line.length());
        int end = position.getEndLineNum() == position.getLineNum()
                ? Math.min(position.getEndColumnNum(), line.length())
                : line.length();
        int from = Math.max(0, Math.min(start - maxCharacters / 2, line.length() - maxCharacters));
        int to = Math.min(line.length(), from + maxCharacters);
        int caretCount = Math.max(1, Math.min(end, to) - start);
        String prefix = prefix(index, lines.size());
        return new Excerpt(
                prefix + line.substring(from, to), " ".repeat(prefix.length() + start - from) + "^".repeat(caretCount));
    }

    private String prefix(int index, int lineCount) {
        int number = firstLine + index;
        if (script != null) {
            return script + ", line " + number + ": ";
        }
        return lineCount > 1 ? "line " + number + ": " : "  ";
    }

    /** The text at a position, as it was written. */
    String at(SqlParserPos position) {
        List<String> lines = text.lines().toList();
        int line = position.getLineNum() - 1;
        if (line < 0 || line >= lines.size() || position.getEndLineNum() != position.getLineNum()) {
            return "";
        }
        int start = Math.min(
                Math.max(position.getColumnNum() - 1, 0), lines.get(line).length());
        int end = Math.min(
                Math.max(position.getEndColumnNum(), start), lines.get(line).length());
        return lines.get(line).substring(start, end);
    }

    /** The text before a position. */
    String before(SqlParserPos position) {
        List<String> lines = text.lines().limit(position.getLineNum()).toList();
        if (lines.isEmpty()) {
            return "";
        }
        int last = lines.size() - 1;
        int end = Math.min(
                Math.max(position.getColumnNum() - 1, 0), lines.get(last).length());
        return String.join("\n", lines.subList(0, last))
                + '\n'
                + lines.get(last).substring(0, end);
    }

    /** The statement on one line, cut where it is long. */
    String beginning(int maxCharacters) {
        String line = text.strip().replaceAll("\\s+", " ");
        String shown = line.length() <= maxCharacters ? line : line.substring(0, maxCharacters - 2) + " …";
        return script == null ? shown : script + ", line " + firstLine + ": " + shown;
    }
}
