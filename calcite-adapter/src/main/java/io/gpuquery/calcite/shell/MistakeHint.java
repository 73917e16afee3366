package io.gpuquery.calcite.shell;

import io.gpuquery.catalog.NearestNames;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParser;

/** What somebody may have meant who made a mistake in a statement; guesses, where the driver makes none. */
final class MistakeHint {
    private static final String REFERENCE = "https://calcite.apache.org/docs/reference.html";
    private static final Pattern NOT_FOUND = Pattern.compile("^(Object|Table|Column) '(.+?)' not found");
    private static final Pattern NO_TABLE = Pattern.compile("^There is no table ");
    private static final Pattern NO_FUNCTION = Pattern.compile("^No match found for function signature ([^(]+)\\(");
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

    private MistakeHint() {}

    static String of(SqlMistake mistake, Source source, KnownNames names) {
        if (mistake.told() != null && !mistake.told().hint().isEmpty()) {
            return mistake.told().hint();
        }
        return mistake.isSyntax() ? ofSyntax(mistake, source) : ofName(mistake.message(), source, names);
    }

    private static String ofName(String message, Source source, KnownNames names) {
        Matcher notFound = NOT_FOUND.matcher(message);
        if (notFound.find()) {
            boolean isColumn = notFound.group(1).equals("Column");
            List<String> known = isColumn ? names.columns(source.text()) : names.tables();
            return suggestion(
                    notFound.group(2),
                    known,
                    isColumn ? "!columns TABLE lists the columns of a table." : "!tables lists the tables.");
        }
        if (NO_TABLE.matcher(message).find()) {
            return "!tables lists the tables.";
        }
        Matcher noFunction = NO_FUNCTION.matcher(message);
        if (noFunction.find()) {
            List<String> known = SqlStdOperatorTable.instance().getOperatorList().stream()
                    .map(SqlOperator::getName)
                    .filter(name -> WORD.matcher(name).matches())
                    .toList();
            List<String> near = NearestNames.nearest(noFunction.group(1), known, 1);
            return near.isEmpty() ? REFERENCE + " lists the functions." : "Did you mean " + near.get(0) + "(…)?";
        }
        return "";
    }

    private static String suggestion(String written, List<String> known, String otherwise) {
        List<String> others =
                known.stream().filter(name -> !name.equals(written)).toList();
        List<String> near = NearestNames.nearest(written, others, 1);
        return near.isEmpty() ? otherwise : "Did you mean " + quotedWhereNeeded(near.get(0)) + '?';
    }

    private static String quotedWhereNeeded(String name) {
        boolean plain = WORD.matcher(name).matches() && !isReserved(name);
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private static boolean isReserved(String word) {
        return SqlParser.create("").getMetadata().isReservedWord(word.toUpperCase(Locale.ROOT));
    }

    private static String ofSyntax(SqlMistake mistake, Source source) {
        String written = source.at(mistake.position());
        if (WORD.matcher(written).matches() && isReserved(written)) {
            return written.toUpperCase(Locale.ROOT) + " is a reserved word; as a name, quote it: \"" + written + '"';
        }
        if (written.equals("'") || written.equals("\"")) {
            return "The quote that begins here does not end.";
        }
        if (written.equals("`")) {
            return "A name is quoted by double quotes, a text by single quotes.";
        }
        if (mistake.isAtEnd()) {
            return hasOpenParenthesis(source.text()) ? "A closing parenthesis is missing." : "Say what follows.";
        }
        for (String word : List.of(written, lastWord(source.before(mistake.position())))) {
            if (word.length() > 2 && WORD.matcher(word).matches() && !isReserved(word)) {
                List<String> near = NearestNames.nearest(word, FREQUENT_KEYWORDS, 1);
                if (!near.isEmpty()) {
                    return "Did you mean " + near.get(0) + '?';
                }
            }
        }
        return REFERENCE + " is the grammar.";
    }

    private static String lastWord(String text) {
        Matcher words = WORD.matcher(text);
        String last = "";
        while (words.find()) {
            last = words.group();
        }
        return last;
    }

    /** Parentheses in literals count too: a hint is worth a guess. */
    private static boolean hasOpenParenthesis(String text) {
        long opened = text.chars().filter(c -> c == '(').count();
        return opened > text.chars().filter(c -> c == ')').count();
    }
}
