package io.gpuquery.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A failure whose cause lies in the data or in the machine, told in three parts: what is wrong, where it is, and what
 * to do next.
 *
 * <p>The message joins the three parts in one text. Misuse of an interface is not a {@code DataException} but an {@link
 * IllegalArgumentException} or an {@link IllegalStateException}.
 */
public sealed class DataException extends RuntimeException permits EmptyFileException, MisfitException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final transient Location location;
    private final String hint;

    public DataException(String problem, Location location, String hint) {
        this(problem, location, hint, null);
    }

    public DataException(String problem, Location location, String hint, @Nullable Throwable cause) {
        super(join(problem, location, hint), cause);
        this.problem = problem;
        this.location = location;
        this.hint = hint;
    }

    /** What is wrong, as one sentence. */
    public String problem() {
        return problem;
    }

    /** Where it is; {@link Location#none()} when the failure has no place in the data. */
    public Location location() {
        return location == null ? Location.none() : location;
    }

    /** The same failure at another place. */
    public DataException at(Location otherLocation) {
        return new DataException(problem, otherLocation, hint, this);
    }

    /** What the user can do next; empty when there is nothing to suggest. */
    public String hint() {
        return hint;
    }

    private static String join(String problem, Location location, String hint) {
        Objects.requireNonNull(problem, "problem");
        Objects.requireNonNull(hint, "hint");
        String where = location.toString();
        String sentence = problem.endsWith(".") ? problem.substring(0, problem.length() - 1) : problem;
        StringBuilder message = new StringBuilder(sentence);
        if (!where.isEmpty()) {
            message.append(" (").append(where).append(')');
        }
        message.append('.');
        if (!hint.isEmpty()) {
            message.append(' ').append(hint);
        }
        return message.toString();
    }
}
