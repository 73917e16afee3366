package io.gpuquery.calcite.jdbc;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people write who are used to other databases, and how it is written here; empty where that is not known. */
final class OtherDialects {
    /** How tables and columns are listed. */
    static final String LISTING_HINT = "SELECT * FROM sys.tables lists the tables, sys.columns their columns; "
            + "in the shell !tables and !columns TABLE do, too.";

    private static final Pattern LISTING = Pattern.compile("(?i)\\s*(show|describe|desc)\\b.*", Pattern.DOTALL);
    private static final Pattern USE = Pattern.compile("(?i)\\s*use\\b.*", Pattern.DOTALL);
    private static final Pattern SHELL_COMMAND = Pattern.compile("\\s*[.\\\\]\\w.*", Pattern.DOTALL);
    private static final Pattern EXPLAIN = Pattern.compile("(?i)\\s*explain\\b(?!\\s+plan\\b).*", Pattern.DOTALL);
    private static final Pattern AFTER_TOP = Pattern.compile("(?i).*\\btop\\s*", Pattern.DOTALL);
    private static final Pattern IN_CALL = Pattern.compile("(?s).*?(\\w+)\\s*\\([^()]*");
    private static final Pattern FUNCTION =
            Pattern.compile("No match found for function signature (\\w+).*", Pattern.DOTALL);

    /** By names in capitals. */
    private static final Map<String, String> FUNCTIONS = functions();

    private OtherDialects() {}

    private static Map<String, String> functions() {
        Map<String, String> functions = new HashMap<>();
        put(functions, "CHAR_LENGTH(x)", "LEN", "LENGTH");
        put(functions, "SUBSTRING(x FROM 1 FOR 2)", "SUBSTR", "MID");
        put(functions, "COALESCE(x, y)", "IFNULL", "ISNULL", "NVL");
        put(functions, "LOCALTIMESTAMP", "NOW", "GETDATE", "SYSDATE");
        put(functions, "LISTAGG(x, ',')", "STRING_AGG", "GROUP_CONCAT");
        put(functions, "LOWER(x) LIKE LOWER(y)", "ILIKE");
        put(functions, "CASE WHEN x = y THEN 1 ELSE 2 END", "IF", "IIF");
        put(functions, "POSITION(x IN y)", "INSTR", "STRPOS", "CHARINDEX");
        put(functions, "TIMESTAMPDIFF(DAY, from_time, to_time)", "DATEDIFF", "DATE_DIFF");
        put(
                functions,
                "SELECT * FROM \"data.csv\": every file is a table",
                "READ_CSV",
                "READ_CSV_AUTO",
                "READ_JSON",
                "READ_JSON_AUTO",
                "READ_PARQUET");
        return functions;
    }

    private static void put(Map<String, String> functions, String here, String... names) {
        for (String name : names) {
            functions.put(name, here);
        }
    }

    /** Whether a statement asks what there is, as SHOW and DESCRIBE do elsewhere. */
    static boolean isListing(String sql) {
        return LISTING.matcher(sql).matches();
    }

    /** For a function that there is none of, by what Calcite says. */
    static String hintOfFunction(String said) {
        Matcher function = FUNCTION.matcher(said);
        return function.matches() ? ofFunction(function.group(1)) : "";
    }

    private static String ofFunction(String name) {
        String here = FUNCTIONS.get(name.toUpperCase(Locale.ROOT));
        return here == null ? "" : "Here one writes " + here + ".";
    }

    /**
     * For a statement that is no SQL of ours.
     *
     * @param token what was not expected
     * @param before the statement up to there
     */
    static String hintOfSyntax(String sql, String token, String before) {
        if (isListing(sql)) {
            return LISTING_HINT;
        }
        if (USE.matcher(sql).matches()) {
            return "The directory is chosen when connecting; a schema is named with its table, as in sys.tables.";
        }
        if (SHELL_COMMAND.matcher(sql).matches()) {
            return "Commands of the shell begin with !, such as !tables; !help lists them.";
        }
        if (EXPLAIN.matcher(sql).matches()) {
            return "Write EXPLAIN PLAN FOR before the statement.";
        }
        if (token.startsWith("'")) {
            return "A text is written in single quotes, a name of a table or column in double quotes.";
        }
        if (token.startsWith("[")) {
            return "A name is written in double quotes.";
        }
        if (token.startsWith(":")) {
            return "A value is converted by CAST(x AS INTEGER).";
        }
        if (sql.startsWith("==", before.length())) {
            return "Values are compared by one =.";
        }
        if (AFTER_TOP.matcher(before).matches()) {
            return "Write LIMIT " + token + " at the end of the statement.";
        }
        Matcher call = IN_CALL.matcher(before);
        return call.matches() ? ofFunction(call.group(1)) : "";
    }
}
