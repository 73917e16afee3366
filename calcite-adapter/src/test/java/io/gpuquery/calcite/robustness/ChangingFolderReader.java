package io.gpuquery.calcite.robustness;

import io.gpuquery.error.DataException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/** Queries a {@link ChangingFolder}, and says what is wrong with what comes out. Used by one thread. */
final class ChangingFolderReader {
    private final ChangingFolder folder;
    private final Path path;
    private final Connection connection;
    private final Random random;
    private long right;
    private long failed;

    ChangingFolderReader(ChangingFolder folder, Path path, Connection connection, long seed) {
        this.folder = folder;
        this.path = path;
        this.connection = connection;
        this.random = new Random(seed);
    }

    /** Statements that gave what they should. */
    long right() {
        return right;
    }

    /** Statements that failed as they may. */
    long failed() {
        return failed;
    }

    /** Rows that nobody wrote. */
    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }
    }

    /** One statement; what is wrong with its outcome, empty if nothing is. */
    String query() {
        String table = ChangingFolder.table(random.nextInt(ChangingFolder.TABLES));
        int kind = random.nextInt(6);
        try {
            switch (kind) {
                case 0, 1 -> readRows(table);
                case 2 -> aggregate(table);
                case 3 -> joinWithItself(table);
                case 4 -> readTwice(table);
                default -> list();
            }
            right++;
            return "";
        } catch (Wrong e) {
            return "kind " + kind + " of " + table + ": " + e.getMessage();
        } catch (SQLException e) {
            failed++;
            return isProper(e, table) ? "" : "kind " + kind + " of " + table + ": " + e;
        } catch (RuntimeException | Error e) {
            return "kind " + kind + " of " + table + ": " + e + " at "
                    + (e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]);
        }
    }

    /** All rows, in their order. */
    private void readRows(String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select version, n, total, mark from " + table);
                ResultSet rows = statement.executeQuery()) {
            read(rows, table);
        }
    }

    /** Of the same version, one after the other. */
    private void readTwice(String table) throws SQLException {
        String sql = "select version, n, total, mark from " + table;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select max(version), min(version), count(*) from (" + sql + " union all " + sql + ")")) {
            rows.next();
            requireOneVersion(rows, 2);
        }
    }

    private void aggregate(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select max(version), min(version), count(*) from " + table)) {
            rows.next();
            requireOneVersion(rows, 1);
        }
    }

    private void joinWithItself(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select max(a.version), min(b.version), count(*) from " + table
                        + " a join " + table + " b on a.n = b.n")) {
            rows.next();
            requireOneVersion(rows, 1);
        }
    }

    /** The only row: the highest version, the lowest, and how many rows there are. */
    private void requireOneVersion(ResultSet rows, int times) throws SQLException {
        // Where nothing but the line with the names is left of a file that was cut, its columns are texts.
        if (rows.getLong(3) > 0) {
            requireOneVersion(rows.getLong(1), rows.getLong(2), rows.getLong(3), times);
        }
    }

    private void requireOneVersion(long most, long least, long count, int times) {
        if (most != least) {
            throw new Wrong("versions " + least + " and " + most + " at a time");
        }
        int expected = folder.rowCount(most) * times;
        boolean whole = count == expected;
        boolean part = count < expected && count % times == 0 && folder.damage(most) != null;
        if (!whole && !part) {
            throw new Wrong(count + " rows of " + expected + " of version " + most + ", " + folder.damage(most));
        }
    }

    private void read(ResultSet rows, String table) throws SQLException {
        long version = -1;
        long n = 0;
        boolean torn = false;
        while (rows.next()) {
            if (torn) {
                throw new Wrong("rows behind a torn one of version " + version);
            }
            if (n == 0) {
                version = rows.getLong(1);
            }
            boolean good = rows.getLong(1) == version
                    && rows.getLong(2) == n
                    && rows.getLong(3) == folder.rowCount(version)
                    && rows.getLong(4) == ChangingFolder.check(version, n);
            if (!good) {
                torn = true;
                if (folder.damage(version) != ChangingFolder.Damage.TORN
                        && folder.damage(rows.getLong(1)) != ChangingFolder.Damage.TORN) {
                    throw new Wrong("row " + n + " of version " + version + " of " + table + " is " + rows.getLong(1)
                            + ", " + rows.getLong(2) + ", " + rows.getLong(3) + ", " + rows.getLong(4));
                }
            }
            n++;
        }
        if (n > 0 && !torn) {
            requireOneVersion(version, version, n, 1);
        }
    }

    /** Listings never fail. */
    private void list() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        random.nextBoolean() ? "select table_name from sys.tables" : "select path from sys.files")) {
            int count = 0;
            while (rows.next()) {
                count++;
            }
            // One more while one is being written under another name, in two states of the folder.
            if (count > 2 * ChangingFolder.TABLES) {
                throw new Wrong(count + " entries");
            }
        } catch (SQLException e) {
            throw new Wrong("a listing failed: " + e);
        }
        try (ResultSet rows = connection.getMetaData().getColumns(null, "files", "t%", "%")) {
            while (rows.next()) {
                if (!rows.getString("TABLE_NAME").matches("t[0-9]")) {
                    throw new Wrong("a table named " + rows.getString("TABLE_NAME"));
                }
            }
        } catch (SQLException e) {
            throw new Wrong("a listing failed: " + e);
        }
    }

    /** A table may be gone, and otherwise the failure names a file of the folder and says what to do. */
    private boolean isProper(SQLException failure, String table) {
        String message = String.valueOf(failure.getMessage());
        if (message.startsWith("There is no table \"" + table + '"')
                || message.startsWith("The columns of a table changed while the statement was prepared")) {
            return true;
        }
        return failure.getSQLState() != null
                && failure.getCause() instanceof DataException cause
                && cause.location().file() != null
                && cause.location().file().startsWith(path)
                && !cause.hint().isEmpty();
    }
}
