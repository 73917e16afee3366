package io.gpuquery.calcite.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sqlline.BuiltInProperty;
import sqlline.DispatchCallback;
import sqlline.EmbeddedSqlLine;

/**
 * sqlline with errors that people can read, values that can be read back, and a memory of whether anything failed.
 *
 * <p>It runs either what its arguments or standard input say and ends, without a terminal, or a conversation.
 */
final class Shell extends EmbeddedSqlLine {
    /** sqlline cuts lines of a table at this width; away from a terminal nothing must be cut. */
    private static final int UNLIMITED_WIDTH = 1_000_000;

    /** Where the text comes from that is about to run. */
    private record Origin(@Nullable String script, int line) {}

    private static final Origin TYPED = new Origin(null, 1);

    private final Arguments arguments;
    private final @Nullable String url;
    private final RowStream rows;
    private final PrintStream errors;
    private Origin origin = TYPED;
    private @Nullable Source running;
    private @Nullable String command;
    private boolean hasConnected;
    private boolean failed;
    private final boolean showsProgress;
    private @Nullable Progress progress;

    /** Takes where rows and where errors go, and whether somebody sees the latter at once. */
    Shell(Arguments arguments, @Nullable String url, OutputStream out, PrintStream errors, boolean showsProgress) {
        this.arguments = arguments;
        this.showsProgress = showsProgress;
        this.url = url;
        this.rows = new RowStream(out);
        this.errors = errors;
        setErrorStream(errors);
        getOpts().set(BuiltInProperty.ISOLATION, "TRANSACTION_NONE");
        getOpts().set(BuiltInProperty.CSV_QUOTE_CHARACTER, '"');
        getOpts().set(BuiltInProperty.PROMPT, "gpu-query> ");
        // A java.sql.Time prints no fraction of its seconds.
        getOpts().set(BuiltInProperty.TIME_FORMAT, "HH:mm:ss.SSS");
    }

    /** Runs the steps of the arguments, or standard input where there are none, and returns the exit status. */
    int runAndExit(InputStream input) throws IOException {
        setOutputStream(rows);
        getOpts().set(BuiltInProperty.MAX_WIDTH, UNLIMITED_WIDTH);
        getOpts().set(BuiltInProperty.HEADER_INTERVAL, -1);
        getOpts().set(BuiltInProperty.SILENT, true);
        if (start() == Status.OK) {
            if (arguments.steps().isEmpty()) {
                // Each statement is answered before the next is read, so that a program may talk with the shell.
                runScript(new InputStreamReader(input, StandardCharsets.UTF_8), "standard input", true);
            }
            for (Arguments.Step step : arguments.steps()) {
                if (isExit() || rows.failure() != null) {
                    break;
                }
                run(step);
            }
        }
        closeConnections();
        return status();
    }

    /** Talks with somebody at a terminal and returns the exit status. */
    int converse() throws IOException {
        begin(new String[0], null, true);
        return url != null && !hasConnected ? Main.FAILED : Main.SUCCEEDED;
    }

    private int status() {
        release();
        if (rows.isReaderGone()) {
            return Main.READER_GONE;
        }
        return failed ? Main.FAILED : Main.SUCCEEDED;
    }

    @Override
    protected Status start() {
        // A terminal that does not know its width says 0, and sqlline would cut every line to nothing.
        if (getOpts().getInt(BuiltInProperty.MAX_WIDTH) <= 0) {
            getOpts().set(BuiltInProperty.MAX_WIDTH, UNLIMITED_WIDTH);
        }
        arguments.properties().forEach((property, value) -> getOpts().set(property.propertyName(), value, true));
        if (url != null) {
            DispatchCallback callback = new DispatchCallback();
            Arguments.Connection connection = arguments.connection();
            connect(url, connection.user(), connection.password(), connection.driver(), callback);
            if (!callback.isSuccess()) {
                failed = true;
                return Status.OTHER;
            }
            hasConnected = true;
        }
        for (Arguments.Command command : arguments.commands()) {
            run(COMMAND_PREFIX + command.name() + ' ' + quoted(command.argument()), new DispatchCallback());
        }
        return Status.OK;
    }

    @Override
    protected String greeting() {
        return Greeting.of(connection(), url == null ? "no folder" : url.replaceFirst("^jdbc:[a-z]+:[a-zA-Z]+=", ""));
    }

    private void run(Arguments.Step step) throws IOException {
        if (step instanceof Arguments.Text text) {
            origin = TYPED;
            runOne(text.sql());
        } else if (step instanceof Arguments.Script file) {
            try (BufferedReader reader = Files.newBufferedReader(Path.of(file.file()))) {
                runScript(reader, file.file(), getOpts().getBoolean(BuiltInProperty.FORCE));
            } catch (NoSuchFileException e) {
                report(new ErrorReport(
                        "There is no such script", "at " + file.file(), "Give -f the path of a file of SQL."));
            }
        }
    }

    private void runScript(Reader reader, String name, boolean goesOn) throws IOException {
        StatementReader statements = new StatementReader(reader);
        for (StatementReader.Piece piece = statements.next(); piece != null; piece = statements.next()) {
            boolean failedBefore = failed;
            failed = false;
            origin = new Origin(name, piece.firstLine());
            runOne(piece.text());
            boolean failedNow = failed;
            failed |= failedBefore;
            if (isExit() || rows.failure() != null || (failedNow && !goesOn)) {
                return;
            }
        }
    }

    private void runOne(String text) {
        DispatchCallback callback = new DispatchCallback();
        run(text, callback);
        failed |= callback.isFailure();
        release();
    }

    private void release() {
        try {
            rows.release();
        } catch (UncheckedIOException e) {
            handleException(e);
        }
    }

    @Override
    protected void beforeCommand(String text) {
        command = text;
    }

    @Override
    protected void runSql(String text, DispatchCallback callback) {
        List<StatementReader.Piece> pieces = StatementReader.split(text);
        for (StatementReader.Piece piece : pieces) {
            running = new Source(piece.text(), origin.script, origin.line + piece.firstLine() - 1);
            runStatement(piece.text(), callback);
            if (callback.isCanceled()) {
                break;
            }
        }
        running = null;
        if (!callback.isFailure() && !callback.isCanceled()) {
            callback.setToSuccess();
        }
    }

    private void runStatement(String sql, DispatchCallback callback) {
        if (connection() == null) {
            callback.setToFailure();
            report(new ErrorReport(
                    "There is no connection",
                    "at the shell",
                    "Open a folder with !connect jdbc:gpuquery:directory=PATH"));
            return;
        }
        long start = System.nanoTime();
        progress = showsProgress ? Progress.start(errors) : null;
        try (Statement statement = newStatement()) {
            callback.trackSqlQuery(statement);
            boolean hasRows = statement.execute(sql);
            long count = hasRows ? print(statement, callback) : statement.getUpdateCount();
            endProgress();
            warnAll(statement.getWarnings());
            info(String.format(
                    Locale.ROOT,
                    "%,d %s %s (%.3f s)",
                    count,
                    count == 1 ? "row" : "rows",
                    hasRows ? "selected" : "changed",
                    (System.nanoTime() - start) / 1e9));
        } catch (Exception | Error e) {
            endProgress();
            if (callback.isCanceled()) {
                errors.println("The statement was cancelled.");
                return;
            }
            callback.setToFailure();
            handleException(e);
        } finally {
            endProgress();
            forget(callback);
        }
    }

    @Override
    protected void beforeOutput() {
        endProgress();
    }

    private void endProgress() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }

    /** Takes a closed statement from the callback: Ctrl-C at the next prompt would cancel it and complain. */
    private static void forget(DispatchCallback callback) {
        boolean isFailure = callback.isFailure();
        boolean isCanceled = callback.isCanceled();
        callback.trackSqlQuery(null);
        if (isFailure) {
            callback.setToFailure();
        } else if (isCanceled) {
            callback.setToCancel();
        }
    }

    private long print(Statement statement, DispatchCallback callback) throws SQLException {
        try (ResultSet result = statement.getResultSet()) {
            return printRows(result, callback);
        }
    }

    private void warnAll(@Nullable SQLWarning first) {
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            if (getOpts().getShowWarnings()) {
                warn(warning);
            }
        }
    }

    @Override
    protected void warn(SQLWarning warning) {
        errors.println("Warning: " + warning.getMessage());
    }

    @Override
    public void handleException(Throwable thrown) {
        Throwable problem = thrown;
        while (problem instanceof InvocationTargetException wrapper && wrapper.getCause() != null) {
            problem = wrapper.getCause();
        }
        if (rows.failure() != null) {
            reportOutput(rows.failure());
            return;
        }
        report(ErrorReport.of(problem, running, new KnownNames(connection())));
        if (getOpts().getVerbose()) {
            problem.printStackTrace(errors);
        }
    }

    private void reportOutput(IOException failure) {
        if (!rows.isReaderGone()) {
            report(new ErrorReport(
                    "The rows could not be written: " + failure.getMessage(),
                    "at standard output",
                    "Make room where they go, or send them elsewhere."));
        }
    }

    private void report(ErrorReport report) {
        failed = true;
        report.lines().forEach(errors::println);
    }

    /** Shows a complaint of sqlline's own: about a command, or about how to connect. */
    @Override
    public boolean error(String message) {
        boolean isConnecting = command == null;
        report(new ErrorReport(
                message,
                isConnecting ? "at the connection" : "in " + command,
                isConnecting ? "A URL begins with jdbc:gpuquery: or jdbc:calcite:" : "!help lists the commands."));
        return false;
    }
}
