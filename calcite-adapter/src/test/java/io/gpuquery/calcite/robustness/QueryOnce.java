package io.gpuquery.calcite.robustness;

import io.gpuquery.calcite.testing.Rows;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Opens folders and runs statements in them, and prints what each gave. Arguments that begin with a slash are folders. */
final class QueryOnce {
    private QueryOnce() {}

    public static void main(String[] arguments) throws SQLException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String folder = "";
        for (String argument : arguments) {
            if (argument.startsWith("/")) {
                folder = argument;
                continue;
            }
            try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder)) {
                out.println("rows " + Rows.of(connection, argument));
            } catch (SQLException e) {
                out.println("error " + e.getSQLState() + " " + e.getMessage());
            }
        }
    }
}
