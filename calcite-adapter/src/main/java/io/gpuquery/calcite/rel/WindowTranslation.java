package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.exec.PlanNode.WindowNode;
import io.gpuquery.calcite.exec.SortKey;
import io.gpuquery.calcite.exec.WindowCall;
import io.gpuquery.calcite.exec.WindowGroup;
import io.gpuquery.calcite.exec.windowing.FrameBound;
import io.gpuquery.calcite.exec.windowing.WindowFrame;
import io.gpuquery.calcite.exec.windowing.WindowFunction;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.InputReference;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.calcite.translation.ColumnTypes;
import io.gpuquery.calcite.translation.ExpressionTranslation;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Translates windows and their functions. */
final class WindowTranslation {
    private final DeviceWindow window;
    private final PlanTranslation translation;
    private final PlanNode input;

    WindowTranslation(DeviceWindow window, PlanTranslation translation, PlanNode input) {
        this.window = window;
        this.translation = translation;
        this.input = input;
    }

    /** The node, with a projection above where results have other types; null if there is something that we do not have. */
    @Nullable
    PlanNode translate() {
        List<WindowGroup> groups = new ArrayList<>();
        for (Window.Group group : window.groups) {
            WindowGroup translated = group(group);
            if (translated == null) {
                return null;
            }
            groups.add(translated);
        }
        List<Integer> all = IntStream.range(0, input.types().size()).boxed().toList();
        return PlanTranslation.declared(new WindowNode(input, all, groups), window);
    }

    private @Nullable WindowGroup group(Window.Group group) {
        List<SortKey> order = DeviceSort.keys(group.orderKeys, input);
        if (order == null) {
            return null;
        }
        WindowFrame frame = new FrameTranslation(window, input).translate(group, order);
        if (frame == null) {
            return null;
        }
        List<WindowCall> calls = new ArrayList<>();
        for (Window.RexWinAggCall call : group.aggCalls) {
            WindowCall translated = call(call);
            if (translated == null || (translated.distinct() && !isWholePartition(frame, order))) {
                return null;
            }
            calls.add(translated);
        }
        return new WindowGroup(group.keys.asList(), order, frame, calls);
    }

    private @Nullable WindowCall call(Window.RexWinAggCall call) {
        WindowFunction function = function(call);
        if (function == null || (call.ignoreNulls && !findsValue(function))) {
            return null;
        }
        List<Expression> arguments = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            Expression argument = argument(operand);
            if (argument == null || argument.type().type().isNested()) {
                return null;
            }
            arguments.add(argument);
        }
        ValueType type = findsValue(function) ? value(call, arguments) : type(function, call, arguments);
        boolean distinct = call.distinct
                && switch (function) {
                    case COUNT, SUM, SUM0 -> true;
                    default -> false;
                };
        return type == null || (distinct && arguments.size() != 1)
                ? null
                : new WindowCall(function, arguments, distinct, call.ignoreNulls, type);
    }

    /** Whether the frame of each row is its partition. */
    private static boolean isWholePartition(WindowFrame frame, List<SortKey> order) {
        boolean toTheEnd = frame.upper().equals(FrameBound.UNBOUNDED_FOLLOWING)
                || (order.isEmpty() && !frame.rows() && frame.upper().equals(FrameBound.CURRENT_ROW));
        return frame.lower().equals(FrameBound.UNBOUNDED_PRECEDING)
                && toTheEnd
                && frame.exclusion() == WindowFrame.Exclusion.NONE;
    }

    private @Nullable Expression argument(RexNode operand) {
        RexLiteral constant = window.constant(operand);
        if (constant != null) {
            return translation.constant(constant);
        }
        return operand instanceof RexInputRef reference
                ? new InputReference(reference.getIndex(), input.types().get(reference.getIndex()))
                : null;
    }

    private static @Nullable WindowFunction function(Window.RexWinAggCall call) {
        return switch (call.getOperator().getKind()) {
            case ROW_NUMBER -> WindowFunction.ROW_NUMBER;
            case RANK -> WindowFunction.RANK;
            case DENSE_RANK -> WindowFunction.DENSE_RANK;
            case PERCENT_RANK -> WindowFunction.PERCENT_RANK;
            case CUME_DIST -> WindowFunction.CUME_DIST;
            case NTILE -> WindowFunction.NTILE;
            case LAG -> WindowFunction.LAG;
            case LEAD -> WindowFunction.LEAD;
            case FIRST_VALUE -> WindowFunction.FIRST_VALUE;
            case LAST_VALUE -> WindowFunction.LAST_VALUE;
            case NTH_VALUE -> WindowFunction.NTH_VALUE;
            case COUNT -> WindowFunction.COUNT;
            case SUM -> WindowFunction.SUM;
            case SUM0 -> WindowFunction.SUM0;
            // Of some value that is not NULL, as of the least one, it does not matter how many threads look for it.
            case MIN, ANY_VALUE -> WindowFunction.MIN;
            case MAX -> WindowFunction.MAX;
            default -> null;
        };
    }

    private static boolean findsValue(WindowFunction function) {
        return switch (function) {
            case LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE -> true;
            case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE, COUNT, SUM, SUM0, MIN, MAX -> false;
        };
    }

    /** The type of a value and of its default, into which both are brought; null if a number of rows is none. */
    private static @Nullable ValueType value(Window.RexWinAggCall call, List<Expression> arguments) {
        ColumnType type =
                ColumnTypes.declared(call.getType(), arguments.get(0).type().type());
        if (type == null || (arguments.size() > 1 && !isWhole(arguments.get(1)))) {
            return null;
        }
        for (int i = 0; i < arguments.size(); i += 2) {
            ColumnType of = arguments.get(i).type().type();
            boolean same = of.kind() == type.kind() || ColumnTypes.areNumbers(of, type);
            if (!same) {
                return null;
            }
            arguments.set(i, ExpressionTranslation.as(type, arguments.get(i)));
        }
        return ValueType.nullable(type);
    }

    private static boolean isWhole(Expression expression) {
        return switch (expression.type().type().kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> true;
            case BOOLEAN,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> false;
        };
    }

    private static @Nullable ValueType type(
            WindowFunction function, Window.RexWinAggCall call, List<Expression> arguments) {
        return switch (function) {
            case ROW_NUMBER, RANK, DENSE_RANK, COUNT -> ValueType.notNull(ColumnType.BIGINT);
            case NTILE -> isWhole(arguments.get(0)) ? ValueType.nullable(ColumnType.BIGINT) : null;
            case PERCENT_RANK, CUME_DIST -> ValueType.notNull(ColumnType.DOUBLE);
            case SUM, SUM0 -> {
                ColumnType sum = AggregateTranslation.sum(
                        call.getType(), arguments.get(0).type().type());
                yield sum == null ? null : new ValueType(sum, function == WindowFunction.SUM);
            }
            case MIN, MAX -> {
                ColumnType argument = arguments.get(0).type().type();
                yield DeviceSort.isOrdered(argument) ? ValueType.nullable(argument) : null;
            }
            case LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE -> null;
        };
    }
}
