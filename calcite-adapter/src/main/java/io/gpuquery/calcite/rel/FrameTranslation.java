package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.exec.SortKey;
import io.gpuquery.calcite.exec.windowing.FrameBound;
import io.gpuquery.calcite.exec.windowing.WindowFrame;
import io.gpuquery.column.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** Translates frames. */
final class FrameTranslation {
    private static final BigDecimal MILLIS_OF_DAY = BigDecimal.valueOf(86_400_000);
    /** More than enough to tell a part of a day from none. */
    private static final int DIGITS = 12;

    private static final int MILLISECONDS = 3;

    private final DeviceWindow window;
    private final PlanNode input;

    FrameTranslation(DeviceWindow window, PlanNode input) {
        this.window = window;
        this.input = input;
    }

    /** The frame of a window with an order; null if we do not have it. */
    @Nullable
    WindowFrame translate(Window.Group group, List<SortKey> order) {
        ColumnType key = order.size() == 1
                ? input.types().get(order.get(0).column()).type()
                : null;
        FrameBound lower = bound(group.lowerBound, group.isRows, key);
        FrameBound upper = bound(group.upperBound, group.isRows, key);
        if (lower == null || upper == null) {
            return null;
        }
        return new WindowFrame(group.isRows, lower, upper, switch (group.exclude) {
            case EXCLUDE_NO_OTHER -> WindowFrame.Exclusion.NONE;
            case EXCLUDE_CURRENT_ROW -> WindowFrame.Exclusion.CURRENT_ROW;
            case EXCLUDE_GROUP -> WindowFrame.Exclusion.GROUP;
            case EXCLUDE_TIES -> WindowFrame.Exclusion.TIES;
        });
    }

    private @Nullable FrameBound bound(RexWindowBound bound, boolean rows, @Nullable ColumnType key) {
        if (bound.isUnbounded()) {
            return bound.isPreceding() ? FrameBound.UNBOUNDED_PRECEDING : FrameBound.UNBOUNDED_FOLLOWING;
        }
        RexNode offset = bound.getOffset();
        if (bound.isCurrentRow() || offset == null) {
            return bound.isCurrentRow() ? FrameBound.CURRENT_ROW : null;
        }
        RexLiteral literal = window.constant(offset);
        if (literal == null || literal.isNull() || (!rows && key == null)) {
            return null;
        }
        boolean months =
                SqlTypeName.YEAR_INTERVAL_TYPES.contains(literal.getType().getSqlTypeName());
        BigDecimal distance = rows || key == null ? number(literal) : distance(literal, key);
        if (distance == null || distance.signum() < 0) {
            return null;
        }
        FrameBound.Kind kind = bound.isPreceding() ? FrameBound.Kind.PRECEDING : FrameBound.Kind.FOLLOWING;
        return new FrameBound(kind, distance, months);
    }

    /** A whole number. */
    private static @Nullable BigDecimal number(RexLiteral literal) {
        BigDecimal value =
                SqlTypeUtil.isExactNumeric(literal.getType()) ? literal.getValueAs(BigDecimal.class) : null;
        return value != null && value.stripTrailingZeros().scale() <= 0 ? value : null;
    }

    /** How far keys may be away, in their units; null if nothing is so far from them. */
    private static @Nullable BigDecimal distance(RexLiteral literal, ColumnType key) {
        RelDataType type = literal.getType();
        boolean ofMonths = SqlTypeName.YEAR_INTERVAL_TYPES.contains(type.getSqlTypeName());
        boolean ofMillis = SqlTypeName.DAY_INTERVAL_TYPES.contains(type.getSqlTypeName());
        BigDecimal value = literal.getValueAs(BigDecimal.class);
        if (value == null) {
            return null;
        }
        return switch (key.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, DOUBLE ->
                SqlTypeUtil.isNumeric(type) ? value : null;
            case DATE ->
                ofMonths
                        ? value
                        : ofMillis ? value.divide(MILLIS_OF_DAY, DIGITS, RoundingMode.DOWN) : null;
            case TIMESTAMP -> ofMonths ? value : ofMillis ? value.movePointRight(key.precision() - MILLISECONDS) : null;
            case TIME, TIMESTAMP_LTZ -> ofMillis ? value.movePointRight(key.precision() - MILLISECONDS) : null;
            case BOOLEAN, VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW -> null;
        };
    }
}
