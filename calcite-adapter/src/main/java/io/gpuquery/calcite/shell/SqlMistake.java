package io.gpuquery.calcite.shell;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * A mistake in the text of a statement, which Calcite has told the place of.
 *
 * @param position where, by line and column of the statement
 * @param message what Calcite says, without the place
 * @param isSyntax whether the parser said it
 */
record SqlMistake(SqlParserPos position, String message, boolean isSyntax) {
    private static final Pattern NOT_FOUND = Pattern.compile("^(Object|Table|Column) '(.+?)' not found(?: in .*)?");
    private static final Pattern NO_FUNCTION = Pattern.compile("^No match found for function signature ([^(]+)\\(");
    private static final Pattern UNEXPECTED = Pattern.compile("^Encountered \"(.*?)\" at line");
    private static final Pattern UNEXPECTED_KEYWORD = Pattern.compile("^Incorrect syntax near the keyword '(.+?)'");
    private static final Pattern PLACE = Pattern.compile(" at line \\d+, column \\d+\\.?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");
    private static final List<String> FREQUENT_KEYWORDS = List.of(
            "SELECT",
            "FROM",
            "WHERE",
            "GROUP",
            "BY",
            "HAVING",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "JOIN",
            "LEFT",
            "INNER",
            "ON",
            "USING",
            "WITH",
            "VALUES",
            "UNION",
            "INTERSECT",
            "EXCEPT",
            "DISTINCT",
            "BETWEEN",
            "LIKE",
            "AND",
            "EXPLAIN",
            "CASE",
            "WHEN",
            "THEN",
            "ELSE",
            "END");

    /** The mistake that an exception is about; null where it is about something else. */
    static @Nullable SqlMistake in(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CalciteContextException context && context.getPosLine() > 0) {
                Throwable said = context.getCause() == null ? context : context.getCause();
                return new SqlMistake(
                        new SqlParserPos(
                                context.getPosLine(),
                                context.getPosColumn(),
                                context.getEndPosLine(),
                                context.getEndPosColumn()),
                        Objects.toString(said.getMessage(), said.toString()),
                        false);
            }
            if (cause instanceof SqlParseException parse && parse.getPos() != null) {
                return new SqlMistake(parse.getPos(), Objects.toString(parse.getMessage(), ""), true);
            }
        }
        return null;
    }

    /** What is wrong, as one line. */
    String problem(Source source) {
        if (!isSyntax) {
            return message;
        }
        Matcher unexpected = UNEXPECTED.matcher(message);
        if (unexpected.find()) {
            if (unexpected.group(1).equals("<EOF>")) {
                return "The statement ends too early";
            }
            String written = source.at(position);
            return '"' + (written.isEmpty() ? unexpected.group(1) : written) + "\" is not expected here";
        }
        Matcher keyword = UNEXPECTED_KEYWORD.matcher(message);
        if (keyword.find()) {
            return "The keyword " + keyword.group(1) + " is not expected here";
        }
        String first = message.lines().findFirst().orElse(message);
        return PLACE.matcher(first).replaceAll("");
    }

    /** What to do next. */
    String hint(Source source, KnownNames names) {
        return isSyntax ? syntaxHint(source) : nameHint(source, names);
    }

    private String nameHint(Source source, KnownNames names) {
        Matcher notFound = NOT_FOUND.matcher(message);
        if (notFound.find()) {
            boolean isColumn = notFound.group(1).equals("Column");
            List<String> known = isColumn ? names.columns(source.text()) : names.tables();
            return suggestion(
                    notFound.group(2),
                    known,
                    isColumn ? "!columns TABLE lists the columns of a table." : "!tables lists the tables.");
        }
        Matcher noFunction = NO_FUNCTION.matcher(message);
        if (noFunction.find()) {
            List<String> known = SqlStdOperatorTable.instance().getOperatorList().stream()
                    .map(SqlOperator::getName)
                    .filter(name -> WORD.matcher(name).matches())
                    .toList();
            return suggestion(
                    noFunction.group(1), known, "https://calcite.apache.org/docs/reference.html lists the functions.");
        }
        return "";
    }

    private static String suggestion(String written, List<String> known, String otherwise) {
        List<String> others =
                known.stream().filter(name -> !name.equals(written)).toList();
        return NearestName.of(written, others)
                .map(nearest -> "Did you mean " + quotedWhereNeeded(nearest) + '?')
                .orElse(otherwise);
    }

    private static String quotedWhereNeeded(String name) {
        boolean plain = WORD.matcher(name).matches() && !isReserved(name);
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private static boolean isReserved(String word) {
        return SqlParser.create("").getMetadata().isReservedWord(word.toUpperCase(Locale.ROOT));
    }

    private String syntaxHint(Source source) {
        String written = source.at(position);
        if (WORD.matcher(written).matches() && isReserved(written)) {
            return written.toUpperCase(Locale.ROOT) + " is a reserved word; as a name, quote it: \"" + written + '"';
        }
        if (written.equals("'") || written.equals("\"")) {
            return "The quote that begins here does not end.";
        }
        if (message.startsWith("Encountered \"<EOF>\"") && hasOpenParenthesis(source.text())) {
            return "A closing parenthesis is missing.";
        }
        if (written.equals("`")) {
            return "A name is quoted by double quotes, a text by single quotes.";
        }
        Set<String> misspelt = new TreeSet<>();
        String before = beforeMistake(source);
        Matcher words = WORD.matcher(before);
        String last = "";
        while (words.find()) {
            last = words.group();
        }
        for (String word : List.of(written, last)) {
            if (word.length() > 2 && WORD.matcher(word).matches() && !isReserved(word)) {
                NearestName.of(word, FREQUENT_KEYWORDS).ifPresent(misspelt::add);
            }
        }
        return misspelt.isEmpty()
                ? "https://calcite.apache.org/docs/reference.html is the grammar."
                : "Did you mean " + misspelt.iterator().next() + '?';
    }

    /** A hint is worth a guess: parentheses in literals count too. */
    private static boolean hasOpenParenthesis(String text) {
        return text.chars().filter(c -> c == '(').count()
                > text.chars().filter(c -> c == ')').count();
    }

    private String beforeMistake(Source source) {
        List<String> lines = source.text().lines().limit(position.getLineNum()).toList();
        if (lines.isEmpty()) {
            return "";
        }
        String line = lines.get(lines.size() - 1);
        String start = line.substring(0, Math.min(Math.max(position.getColumnNum() - 1, 0), line.length()));
        return String.join("\n", lines.subList(0, lines.size() - 1)) + '\n' + start;
    }
}
