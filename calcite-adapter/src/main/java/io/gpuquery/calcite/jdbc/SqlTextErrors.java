package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.system.SystemSchema;
import io.gpuquery.catalog.NearestNames;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.schema.lookup.LikePattern;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.jspecify.annotations.Nullable;

/** Mistakes in the text of a statement, told with the nearest right names. */
final class SqlTextErrors {
    private static final String CHANGED_TABLE = "The columns of a table changed while the statement was prepared";
    private static final String SYNTAX = "42601";
    private static final String UNKNOWN_TABLE = "42P01";
    private static final String UNKNOWN_COLUMN = "42703";
    private static final String UNKNOWN_FUNCTION = "42883";
    private static final String WRONG_TYPE = "42804";
    private static final String OTHER = "42000";

    private static final List<String> STATEMENTS = List.of("SELECT", "WITH", "VALUES", "EXPLAIN");

    private static final List<String> BEFORE_BY = List.of("GROUP", "ORDER", "PARTITION");
    /** A word that is none of these, though it stands where one does. */
    private static final Pattern WORD_BEFORE_BY =
            Pattern.compile("\\b(?!(?:GROUP|ORDER|PARTITION)\\b)(\\w+)\\s+BY\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern NO_TABLE = Pattern.compile("(?:Object|Table) '(.*?)' not found.*", Pattern.DOTALL);
    private static final Pattern NO_COLUMN =
            Pattern.compile("Column '(.*?)' not found in (?:any table|table '.*?').*", Pattern.DOTALL);
    private static final Pattern NO_FUNCTION =
            Pattern.compile("No match found for function signature.*", Pattern.DOTALL);
    private static final Pattern BAD_TYPE = Pattern.compile("Cannot apply .*", Pattern.DOTALL);
    private static final Pattern EXPECTING = Pattern.compile("\\s*Was expecting.*", Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile(" at line \\d+, column \\d+");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9$]*");

    private SqlTextErrors() {}

    static SqlTextException syntax(SqlParseException failure, @Nullable String text, List<DirectorySchema> schemas) {
        String sql = text == null ? "" : text;
        SqlPosition position = SqlPosition.of(failure);
        String said = EXPECTING.matcher(String.valueOf(failure.getMessage())).replaceFirst("");
        String problem = "Syntax error" + (position.isKnown() ? " at " + position : "") + ": "
                + PLACE.matcher(said).replaceFirst("").strip();
        String hint = UnquotedName.hint(sql, position, UnquotedName.ofTables(schemas));
        if (hint.isEmpty()) {
            String before = sql.substring(0, position.offset(sql));
            hint = OtherDialects.hintOfSyntax(sql, position.text(sql), before);
        }
        if (hint.isEmpty()) {
            hint = hint(failure, position.text(sql), sql);
        }
        return told(problem, hint, SYNTAX, position, failure);
    }

    private static String hint(SqlParseException failure, String text, String sql) {
        if (String.valueOf(failure.getMessage()).contains("Non-query expression")) {
            // A name where a statement should begin.
            List<String> near = NearestNames.nearest(sql.strip().split("\\W", 2)[0], STATEMENTS, 1);
            return near.isEmpty() ? "" : "Did you mean " + near.get(0) + "?";
        }
        // Of several words only the last one is too much.
        String token = text.substring(text.lastIndexOf(' ') + 1);
        if (!WORD.matcher(token).matches()) {
            return "";
        }
        Collection<String> expected = failure.getExpectedTokenNames();
        List<String> keywords = expected.stream()
                .map(name -> name.replace("\"", ""))
                .filter(name -> WORD.matcher(name).matches())
                .toList();
        List<String> near = NearestNames.nearest(token, keywords, 1);
        if (!near.isEmpty()) {
            return "Did you mean " + near.get(0) + "?";
        }
        if (token.equalsIgnoreCase("BY")) {
            Matcher before = WORD_BEFORE_BY.matcher(sql);
            List<String> first = before.find() ? NearestNames.nearest(before.group(1), BEFORE_BY, 1) : List.of();
            if (!first.isEmpty()) {
                return "Did you mean " + first.get(0) + " BY?";
            }
        }
        boolean reserved = SqlParser.create("").getMetadata().isReservedWord(token.toUpperCase(Locale.ROOT));
        return reserved ? "\"" + token + "\" is a reserved word; as a name it is written in double quotes." : "";
    }

    static SqlTextException validation(
            CalciteContextException failure, @Nullable String sql, List<DirectorySchema> schemas) {
        SqlPosition position = SqlPosition.of(failure);
        Throwable cause = failure.getCause();
        String said = String.valueOf((cause == null ? failure : cause).getMessage());
        Matcher table = NO_TABLE.matcher(said);
        if (table.matches()) {
            DataException missing = missing(table.group(1), sql == null ? "" : sql, position, schemas);
            if (missing != null) {
                return new SqlTextException(missing.getMessage(), UNKNOWN_TABLE, position, missing);
            }
        }
        Matcher column = NO_COLUMN.matcher(said);
        if (column.matches() && sql != null) {
            ColumnNames.Reach reach = ColumnNames.inReachOf(sql, schemas);
            List<String> near = NearestNames.nearest(column.group(1), reach.names(), 1);
            DataException broken = reach.failure();
            if (near.isEmpty() && broken != null) {
                // A table that cannot be read has no columns; why it cannot is the mistake.
                return new SqlTextException(broken.getMessage(), SqlErrors.DATA, position, broken);
            }
            if (!near.isEmpty() && near.get(0).equalsIgnoreCase(column.group(1))) {
                // It is there now: when the statement was checked, the file was being written, or another one.
                return told(CHANGED_TABLE, "Run the statement again.", UNKNOWN_COLUMN, position, failure);
            }
            String hint = OtherDialects.isListing(sql)
                    ? OtherDialects.LISTING_HINT
                    : columnHint(column.group(1), near, reach.names(), sql, position);
            return told("There is no column \"" + column.group(1) + "\"", hint, UNKNOWN_COLUMN, position, failure);
        }
        return told(said, OtherDialects.hintOfFunction(said), state(said), position, failure);
    }

    private static String columnHint(
            String name, List<String> near, Collection<String> known, String sql, SqlPosition position) {
        String unquoted = UnquotedName.hint(sql, position, known);
        if (!unquoted.isEmpty()) {
            return unquoted;
        }
        String hint = near.isEmpty() ? "" : "Did you mean \"" + near.get(0) + "\"?";
        if (!position.text(sql).endsWith("\"")) {
            return hint;
        }
        String text = "A text is written in single quotes: '" + name + "'.";
        return hint.isEmpty() ? text : hint + " " + text;
    }

    /** What to say of a table that is not there; null if there is not one directory that could be asked. */
    private static @Nullable DataException missing(
            String name, String sql, SqlPosition position, List<DirectorySchema> schemas) {
        if (OtherDialects.isListing(sql)) {
            return new DataException("There is no table \"" + name + "\"", Location.none(), OtherDialects.LISTING_HINT);
        }
        String written = position.text(sql);
        if (written.toLowerCase(Locale.ROOT).startsWith(SystemSchema.NAME + ".")) {
            List<String> known = new SystemSchema(List::of)
                    .tables().getNames(LikePattern.any()).stream().sorted().toList();
            List<String> near = NearestNames.nearest(written.substring(SystemSchema.NAME.length() + 1), known, 1);
            String hint = near.isEmpty()
                    ? SystemSchema.NAME + " has the tables " + String.join(", ", known) + "."
                    : "Did you mean " + SystemSchema.NAME + "." + near.get(0) + "?";
            return new DataException("There is no table \"" + written + "\"", Location.none(), hint);
        }
        if (schemas.size() != 1) {
            return null;
        }
        String unquoted = UnquotedName.hint(sql, position, UnquotedName.ofTables(schemas));
        if (!unquoted.isEmpty()) {
            return new DataException("There is no table \"" + name + "\"", Location.none(), unquoted);
        }
        return schemas.get(0).catalog().snapshot().missing(name);
    }

    private static String state(String said) {
        if (NO_TABLE.matcher(said).matches()) {
            return UNKNOWN_TABLE;
        }
        if (NO_COLUMN.matcher(said).matches()) {
            return UNKNOWN_COLUMN;
        }
        if (NO_FUNCTION.matcher(said).matches()) {
            return UNKNOWN_FUNCTION;
        }
        return BAD_TYPE.matcher(said).matches() ? WRONG_TYPE : OTHER;
    }

    private static SqlTextException told(
            String problem, String hint, String state, SqlPosition position, Throwable cause) {
        DataException data = new DataException(problem, Location.none(), hint, cause);
        return new SqlTextException(data.getMessage(), state, position, data);
    }
}
