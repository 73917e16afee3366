package io.gpuquery.calcite.shell;

import io.gpuquery.calcite.jdbc.PlannerWarmUp;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * The shell: {@code gpuquery [DIRECTORY | FILE | MODEL.json] [-e "SELECT …"]… [-f SCRIPT]… [sqlline options]}.
 *
 * <p>Rows go to standard output, everything else to standard error.
 */
public final class Main {
    /** Every statement succeeded. */
    static final int SUCCEEDED = 0;

    /** The connection or a statement failed. */
    static final int FAILED = 1;

    /** The arguments make no sense, or what they name does not exist. */
    static final int USAGE = 2;

    /** Whoever read our rows has gone; as a shell reports a process that SIGPIPE ended. */
    static final int READER_GONE = 141;

    /** Names what to open where nothing is named. */
    private static final String DEFAULT_TARGET_PROPERTY = "gpuquery.shell.defaultTarget";

    private Main() {}

    /** Runs the shell and ends the process with an exit status: see the constants of this class. */
    public static void main(String[] arguments) throws IOException {
        // Calcite reads them once, when its classes load: before anything else.
        defaultProperty("calcite.default.charset", "UTF-8");
        defaultProperty("calcite.model.classes.allowed", "io.gpuquery.");
        // Values without a zone come out as they stand in the files, whatever clock the machine keeps.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        LibraryWarnings.silence();
        PrintStream errors = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.setErr(errors);
        System.exit(run(arguments, System.in, new FileOutputStream(FileDescriptor.out), errors, isTerminal()));
    }

    private static void defaultProperty(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    /**
     * Runs the shell and returns the exit status.
     *
     * @param isTerminal whether somebody sits at the other end of input and output
     */
    static int run(String[] given, InputStream input, OutputStream out, PrintStream errors, boolean isTerminal)
            throws IOException {
        Arguments arguments;
        String url;
        try {
            arguments = Arguments.parse(given);
            if (arguments.help()) {
                Usage.print(out);
                return SUCCEEDED;
            }
            url = url(arguments);
        } catch (DataException e) {
            ErrorReport.ofArguments(e).lines().forEach(errors::println);
            return USAGE;
        }
        boolean isConversation = isTerminal && arguments.steps().isEmpty();
        if (!isConversation) {
            // The first statement comes at once, and may be the last.
            defaultProperty(PlannerWarmUp.PROPERTY, "false");
        }
        Shell shell = new Shell(arguments, url, out, errors, isTerminal && Progress.isVisible());
        return isConversation ? shell.converse() : shell.runAndExit(input);
    }

    private static @Nullable String url(Arguments arguments) {
        Arguments.Connection connection = arguments.connection();
        if (connection.url() != null) {
            return Target.withOptions(connection.url(), connection.options());
        }
        if (arguments.commands().stream().anyMatch(command -> command.name().startsWith("connect"))) {
            return null;
        }
        String target = arguments.target() == null ? System.getProperty(DEFAULT_TARGET_PROPERTY) : arguments.target();
        if (target == null) {
            throw new DataException(
                    "There is nothing to open",
                    Location.none(),
                    "Give a folder of CSV, JSON or Parquet files, one such file, or a Calcite model; see --help.");
        }
        return Target.url(target, connection.options());
    }

    /** From JDK 22 on there is a console even where there is no terminal, and a method that tells. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
