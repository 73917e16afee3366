package io.gpuquery.error;

import org.jspecify.annotations.Nullable;

/**
 * A value of text that does not fit the type which its column was given because of other values. Whoever gave it learns from this: its
 * {@link #location()} names file and column.
 */
public final class MisfitException extends DataException {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final Notation notation;

    /** How a value is written. */
    public enum Notation {
        /** As it is. */
        PLAIN,
        /** As a string of JSON: a text, whatever it looks like. */
        STRING,
        /** As something that only a text holds. */
        NESTED
    }

    /** Takes the value as it is written, a string without its quotes. */
    public MisfitException(String problem, Location location, String hint, String text, Notation notation) {
        this(problem, location, hint, text, notation, null);
    }

    private MisfitException(
            String problem, Location location, String hint, String text, Notation notation, @Nullable Throwable cause) {
        super(problem, location, hint, cause);
        this.text = text;
        this.notation = notation;
    }

    /** The value. */
    public String text() {
        return text;
    }

    public Notation notation() {
        return notation;
    }

    @Override
    public MisfitException at(Location otherLocation) {
        return new MisfitException(problem(), otherLocation, hint(), text, notation, this);
    }

    /** The same with something more to say about what can be done. */
    public MisfitException withHint(String more) {
        return new MisfitException(problem(), location(), hint() + ' ' + more, text, notation, this);
    }
}
