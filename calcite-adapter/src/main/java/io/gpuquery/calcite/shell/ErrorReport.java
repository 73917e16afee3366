package io.gpuquery.calcite.shell;

import io.gpuquery.error.DataException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as people want it, in three lines: what is wrong, where, and what to do next.
 *
 * @param what is wrong, without "Error: "
 * @param where a place in a file, or the line of the statement
 * @param next what to do; behind carets where the line before is of a statement
 */
record ErrorReport(String what, String where, String next) {
    private static final int MAX_SHOWN_CHARACTERS = 120;
    private static final String HOW_TO_SEE_MORE =
            "Run it again with --verbose=true to see where in the program it happened.";

    ErrorReport {
        what = oneLine(what);
        where = where.replace('\n', ' ');
        next = next.replace('\n', ' ');
    }

    /**
     * Reports what was thrown while a text was run.
     *
     * @param thrown as the driver threw it, with its causes
     * @param source the text; null where nothing was run, as when a connection is opened
     * @param names what the tables and columns are called
     */
    static ErrorReport of(Throwable thrown, @Nullable Source source, KnownNames names) {
        SqlMistake mistake = source == null ? null : SqlMistake.in(thrown);
        if (source != null && mistake != null) {
            Source.Excerpt excerpt = source.excerpt(mistake.position(), MAX_SHOWN_CHARACTERS);
            String hint = MistakeHint.of(mistake, source, names);
            return new ErrorReport(
                    mistake.problem(source), excerpt.line(), (excerpt.carets() + ' ' + hint).stripTrailing());
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataException data) {
                String location = data.location().toString();
                return new ErrorReport(
                        data.problem(),
                        location.isEmpty() ? beginning(source) : "at " + location,
                        data.hint().isEmpty() ? HOW_TO_SEE_MORE : data.hint());
            }
        }
        return new ErrorReport(messageOf(thrown), beginning(source), HOW_TO_SEE_MORE);
    }

    /** A complaint about the command line. */
    static ErrorReport ofArguments(DataException thrown) {
        String location = thrown.location().toString();
        return new ErrorReport(
                thrown.problem(), location.isEmpty() ? "at the command line" : "at " + location, thrown.hint());
    }

    private static String beginning(@Nullable Source source) {
        return source == null ? "at the connection" : "in " + source.beginning(MAX_SHOWN_CHARACTERS);
    }

    /** The innermost message: those around it say only that something was being executed. */
    private static String messageOf(Throwable thrown) {
        Throwable telling = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                telling = cause;
            }
        }
        String message = telling.getMessage();
        String type = telling.getClass().getSimpleName();
        if (message == null || message.isBlank()) {
            return type;
        }
        // "sales" alone, say, is the message of a NoSuchElementException, and tells nothing without its type.
        return message.contains(" ") ? message : type + ": " + message;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    List<String> lines() {
        return List.of("Error: " + what, where, next);
    }
}
