package io.gpuquery.calcite.exec.windowing;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows that count begin, or end.
 *
 * @param offset for PRECEDING and FOLLOWING, else null: a number of rows, or how far the order key may be away, in its units (of a
 *     decimal 1, of a time or timestamp its smallest), not negative
 * @param months whether the offset is in months
 */
public record FrameBound(Kind kind, @Nullable BigDecimal offset, boolean months) {
    /** In the order of places in a partition. */
    public enum Kind {
        UNBOUNDED_PRECEDING,
        PRECEDING,
        CURRENT_ROW,
        FOLLOWING,
        UNBOUNDED_FOLLOWING
    }

    public FrameBound {
        boolean offsets = kind == Kind.PRECEDING || kind == Kind.FOLLOWING;
        if (offsets == (offset == null) || (offset != null && offset.signum() < 0)) {
            throw new IllegalArgumentException(kind + " of " + offset);
        }
    }

    public static final FrameBound UNBOUNDED_PRECEDING = new FrameBound(Kind.UNBOUNDED_PRECEDING, null, false);
    public static final FrameBound CURRENT_ROW = new FrameBound(Kind.CURRENT_ROW, null, false);
    public static final FrameBound UNBOUNDED_FOLLOWING = new FrameBound(Kind.UNBOUNDED_FOLLOWING, null, false);

    boolean hasOffset() {
        return offset != null;
    }
}
