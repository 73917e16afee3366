package io.gpuquery.calcite.shell;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a conversation begins with: what was opened, which tables are there, and how to leave. */
final class Greeting {
    private static final int MAX_NAMES = 12;
    private static final String HELP =
            "End a statement with a semicolon. !tables and !describe TABLE show more, !quit leaves.";

    private Greeting() {}

    static String of(@Nullable Connection connection, String target) {
        List<String> tables = new ArrayList<>();
        if (connection != null) {
            try (ResultSet rows = connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE", "VIEW"})) {
                while (rows.next()) {
                    tables.add(rows.getString("TABLE_NAME"));
                }
            } catch (SQLException | RuntimeException e) {
                // The first statement gives the same error, with its place; here it would only be in the way.
                return target + '\n' + HELP;
            }
        }
        tables.sort(String.CASE_INSENSITIVE_ORDER);
        String shown = String.join(", ", tables.subList(0, Math.min(MAX_NAMES, tables.size())));
        String more = tables.size() > MAX_NAMES ? ", …" : "";
        String count = tables.size() == 1 ? "1 table" : tables.size() + " tables";
        return count + " in " + target + (tables.isEmpty() ? "" : ": " + shown + more) + '\n' + HELP;
    }
}
