package io.gpuquery.catalog;

import io.gpuquery.column.ColumnType;
import io.gpuquery.column.ColumnType.Kind;
import io.gpuquery.error.MisfitException;
import io.gpuquery.format.text.TextNotation;
import io.gpuquery.format.text.TextTypeInference;
import io.gpuquery.scan.ReadOptions;
import java.util.Locale;
import java.util.Objects;

/**
 * What became of the type of a column since a value was met that the type from the sample does not hold.
 *
 * @param type the type of both
 * @param reason why, for people
 */
record WidenedType(ColumnType type, String reason) {
    private static final int SHOWN_CHARACTERS = 40;

    /** The type of a column that has a misfit. */
    static WidenedType of(ColumnType before, MisfitException misfit, ReadOptions options) {
        ColumnType type = union(before, typeOf(misfit, options));
        String text = misfit.text();
        String shown = text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "…" : text;
        Long line = misfit.location().line();
        return new WidenedType(
                type,
                String.format(
                        Locale.ROOT,
                        "widened after line %d: \"%s\" is no %s",
                        line,
                        shown.replaceAll("\\p{Cntrl}", " "),
                        before));
    }

    private static ColumnType typeOf(MisfitException misfit, ReadOptions options) {
        if (misfit.notation() == MisfitException.Notation.NESTED) {
            return ColumnType.VARCHAR;
        }
        String column = Objects.requireNonNullElse(misfit.location().column(), "");
        TextNotation notation = TextNotation.of(options.notation()).forColumn(column);
        TextTypeInference inference = new TextTypeInference(options.decimals(), notation);
        inference.accept(misfit.text());
        ColumnType type = inference.result();
        boolean isText = misfit.notation() == MisfitException.Notation.STRING && !isTemporal(type);
        return isText ? ColumnType.VARCHAR : type;
    }

    private static boolean isTemporal(ColumnType type) {
        return type.kind() == Kind.DATE
                || type.kind() == Kind.TIME
                || type.kind() == Kind.TIMESTAMP
                || type.kind() == Kind.TIMESTAMP_LTZ;
    }

    private static ColumnType union(ColumnType left, ColumnType right) {
        if (isNumber(left) && isNumber(right)) {
            return numbers(left, right);
        }
        if (left.kind() == Kind.DATE && right.kind() == Kind.TIMESTAMP) {
            return right;
        }
        if (left.kind() == Kind.TIMESTAMP && right.kind() == Kind.DATE) {
            return left;
        }
        return isTemporal(left) && left.kind() == right.kind()
                ? left.precision() >= right.precision() ? left : right
                : ColumnType.VARCHAR;
    }

    private static boolean isNumber(ColumnType type) {
        return type.kind() == Kind.BIGINT || type.kind() == Kind.DOUBLE || type.kind() == Kind.DECIMAL;
    }

    private static ColumnType numbers(ColumnType left, ColumnType right) {
        if (left.kind() == Kind.DOUBLE || right.kind() == Kind.DOUBLE) {
            return ColumnType.DOUBLE;
        }
        int scale = Math.max(scale(left), scale(right));
        return left.equals(right) ? left : ColumnType.decimal(ColumnType.MAX_DECIMAL_PRECISION, scale);
    }

    private static int scale(ColumnType type) {
        return type.kind() == Kind.DECIMAL ? type.scale() : 0;
    }
}
