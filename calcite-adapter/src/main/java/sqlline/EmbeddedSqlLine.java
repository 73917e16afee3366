package sqlline;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Properties;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * sqlline with the seams that a shell of one's own needs. They exist in sqlline but are package-private there, which is
 * the only reason why this class lives in sqlline's package.
 */
@NullMarked
public abstract class EmbeddedSqlLine extends SqlLine {
    /** How NULL is shown to people; sqlline shows it so for numbers, and as nothing for text. */
    private static final String SHOWN_NULL = "null";

    protected EmbeddedSqlLine() {}

    /** Runs SQL, which may be several statements; commands such as {@code !tables} do not come here. */
    protected abstract void runSql(String text, DispatchCallback callback);

    /** Told of every command that is about to run. */
    protected abstract void beforeCommand(String text);

    /** Told before anything is shown, rows included. */
    protected abstract void beforeOutput();

    /** What happens between the making of the terminal and the first prompt. */
    protected abstract Status start();

    /** Shows a warning of the driver. */
    protected abstract void warn(SQLWarning warning);

    /** What a conversation begins with. */
    protected abstract String greeting();

    /** Runs SQL or a command, as if it had been typed. */
    protected final void run(String text, DispatchCallback callback) {
        dispatch(text, callback);
    }

    /** Opens the connection that statements run on; the callback says whether it succeeded. */
    protected final void connect(
            String url, String user, String password, @Nullable String driver, DispatchCallback callback) {
        Properties properties = new Properties();
        properties.setProperty("url", url);
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        if (driver != null) {
            properties.setProperty("driver", driver);
        }
        getCommands().connect(properties, callback);
    }

    /** The connection that statements run on; null when there is none. */
    protected final @Nullable Connection connection() {
        DatabaseConnection current = getDatabaseConnection();
        return current == null ? null : current.connection;
    }

    protected final Statement newStatement() throws SQLException {
        return createStatement();
    }

    /** Prints rows in the format of the day and returns how many there were. */
    protected final int printRows(ResultSet rows, DispatchCallback callback) throws SQLException {
        return print(rows, callback);
    }

    protected final void closeConnections() {
        getCommands().closeall("", new DispatchCallback());
    }

    /** A value in the quotes that sqlline's commands take. */
    protected final String quoted(String value) {
        return escapeAndQuote(value);
    }

    protected final String sqlLineUsage() {
        return loc("cmd-usage");
    }

    @Override
    Status initArgs(String[] arguments, DispatchCallback callback) {
        return start();
    }

    @Override
    String getApplicationTitle() {
        return greeting();
    }

    @Override
    void dispatch(String line, DispatchCallback callback) {
        if (line == null || line.isBlank() || isOneLineComment(line)) {
            super.dispatch(line, callback);
            return;
        }
        if (line.strip().startsWith(COMMAND_PREFIX) || isHelpRequest(line.strip())) {
            beforeCommand(line.strip());
            super.dispatch(line, callback);
            return;
        }
        callback.setStatus(DispatchCallback.Status.RUNNING);
        runSql(line, callback);
        if (getScriptOutputFile() != null) {
            getScriptOutputFile().addLine(line);
        }
    }

    @Override
    int print(ResultSet rows, DispatchCallback callback) throws SQLException {
        SqlLineOpts options = getOpts();
        return switch (options.getOutputFormat()) {
            // sqlline's own way with both writes NULL and the empty string alike.
            case "csv" ->
                new SeparatedRows(this, options.getCsvDelimiter(), options.getCsvQuoteCharacter())
                        .print(buffered(rows, callback));
            case "tsv" -> new SeparatedRows(this, "\t", '"').print(buffered(rows, callback));
            case "json" -> new JsonRows(this).print(buffered(rows, callback));
            case "table", "vertical", "ansiconsole" -> {
                boolean unset = options.isDefault(BuiltInProperty.NULL_VALUE);
                if (unset) {
                    options.set(BuiltInProperty.NULL_VALUE, SHOWN_NULL);
                }
                try {
                    boolean asIs = options.getOutputFormat().equals("vertical") || isPlan(rows.getMetaData());
                    yield super.print(asIs ? rows : VisibleText.of(rows), callback);
                } finally {
                    if (unset) {
                        options.set(BuiltInProperty.NULL_VALUE, BuiltInProperty.DEFAULT);
                    }
                }
            }
            default -> super.print(rows, callback);
        };
    }

    /** Whether it is what EXPLAIN gives, of which people want to see the lines. */
    private static boolean isPlan(ResultSetMetaData columns) throws SQLException {
        return columns.getColumnCount() == 1 && columns.getColumnLabel(1).equals("PLAN");
    }

    private Rows buffered(ResultSet rows, DispatchCallback callback) throws SQLException {
        return getOpts().getIncremental() ? new IncrementalRows(this, rows, callback) : new BufferedRows(this, rows);
    }

    @Override
    public void output(String text) {
        beforeOutput();
        super.output(text);
    }

    @Override
    public void output(AttributedString text) {
        beforeOutput();
        super.output(text);
    }

    @Override
    public void output(AttributedString text, boolean newLine) {
        beforeOutput();
        super.output(text, newLine);
    }

    @Override
    public void output(String text, boolean newLine, PrintStream out) {
        beforeOutput();
        super.output(text, newLine, out);
    }

    @Override
    public void output(AttributedString text, boolean newLine, PrintStream out) {
        beforeOutput();
        super.output(text, newLine, out);
    }

    @Override
    void handleSQLException(SQLException thrown) {
        if (!(thrown instanceof SQLWarning warning)) {
            handleException(thrown);
        } else if (getOpts().getShowWarnings()) {
            warn(warning);
        }
    }
}
