package io.gpuquery.calcite.shell;

import io.gpuquery.calcite.jdbc.SqlTextException;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * A mistake in the text of a statement, told with its place by our driver or by Calcite alone.
 *
 * @param position where, by line and column of the statement
 * @param message what Calcite says, without the place
 * @param isSyntax whether the parser said it
 * @param told what our driver makes of it; null under other drivers
 */
record SqlMistake(
        SqlParserPos position,
        String message,
        boolean isSyntax,
        @Nullable DataException told) {
    private static final Pattern UNEXPECTED = Pattern.compile("^Encountered \"(.*?)\" at line");
    private static final Pattern UNEXPECTED_CHARACTER = Pattern.compile("^Lexical error at .*Encountered: \"(.*?)\" ");
    private static final Pattern UNEXPECTED_KEYWORD = Pattern.compile("^Incorrect syntax near the keyword '(.+?)'");
    private static final Pattern PLACE = Pattern.compile(" at line \\d+, column \\d+\\.?");
    private static final String END = "<EOF>";

    /** The mistake that an exception is about; null where it is about something else. */
    static @Nullable SqlMistake in(Throwable thrown) {
        SqlParserPos position = null;
        DataException told = null;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SqlTextException text && text.line() > 0) {
                position = new SqlParserPos(text.line(), text.column(), text.endLine(), text.endColumn());
            } else if (cause instanceof DataException data) {
                told = data;
            } else if (cause instanceof SqlParseException parse && (position != null || parse.getPos() != null)) {
                SqlParserPos place = position == null ? parse.getPos() : position;
                return new SqlMistake(place, Objects.toString(parse.getMessage(), ""), true, told);
            } else if (cause instanceof CalciteContextException context && context.getPosLine() > 0) {
                Throwable said = context.getCause() == null ? context : context.getCause();
                return new SqlMistake(
                        new SqlParserPos(
                                context.getPosLine(),
                                context.getPosColumn(),
                                context.getEndPosLine(),
                                context.getEndPosColumn()),
                        Objects.toString(said.getMessage(), said.toString()),
                        false,
                        told);
            }
        }
        return position == null || told == null ? null : new SqlMistake(position, told.problem(), false, told);
    }

    /** Whether the statement ended where more was expected. */
    boolean isAtEnd() {
        Matcher unexpected = UNEXPECTED.matcher(message);
        return isSyntax && unexpected.find() && unexpected.group(1).equals(END);
    }

    /** What is wrong, as one line. */
    String problem(Source source) {
        if (!isSyntax) {
            return told == null ? message : told.problem() + place(told.location());
        }
        if (isAtEnd()) {
            return "The statement ends too early";
        }
        Matcher unexpected = UNEXPECTED.matcher(message);
        if (unexpected.find()) {
            return unexpected(source, unexpected.group(1));
        }
        Matcher lexical = UNEXPECTED_CHARACTER.matcher(message);
        if (lexical.find()) {
            return unexpected(source, lexical.group(1));
        }
        Matcher keyword = UNEXPECTED_KEYWORD.matcher(message);
        if (keyword.find()) {
            return "The keyword " + keyword.group(1) + " is not expected here";
        }
        String first = message.lines().findFirst().orElse(message);
        return PLACE.matcher(first).replaceAll("");
    }

    private String unexpected(Source source, String token) {
        String written = source.at(position);
        return '"' + (written.isEmpty() ? token : written) + "\" is not expected here";
    }

    private static String place(Location location) {
        String text = location.toString();
        return text.isEmpty() ? "" : " in " + text;
    }
}
