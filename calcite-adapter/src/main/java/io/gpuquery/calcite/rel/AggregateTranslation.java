package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.AggregateFunction;
import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.exec.PlanNode.AggregateNode;
import io.gpuquery.calcite.exec.PlanNode.ProjectNode;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Call;
import io.gpuquery.calcite.expression.Expression.InputReference;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.calcite.translation.ExpressionTranslation;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Translates an aggregate. Where its input only computes columns, the aggregate computes them itself: an argument is then an
 * expression over the columns below, and a sum of integers that Calcite's code needs as decimals is one of integers.
 */
final class AggregateTranslation {
    private final PlanNode input;
    private final List<Expression> columns;

    AggregateTranslation(PlanNode input) {
        if (input instanceof ProjectNode project) {
            this.input = project.input();
            this.columns = project.expressions();
        } else {
            this.input = input;
            List<Expression> references = new ArrayList<>();
            for (int i = 0; i < input.types().size(); i++) {
                references.add(new InputReference(i, input.types().get(i)));
            }
            this.columns = references;
        }
    }

    /** The node, with a projection above where our sums have other types; null if there is a call that we do not have. */
    @Nullable
    PlanNode translate(Aggregate aggregate) {
        List<Expression> keys =
                aggregate.getGroupSet().asList().stream().map(columns::get).toList();
        List<List<Integer>> sets = new ArrayList<>();
        for (ImmutableBitSet set : aggregate.getGroupSets()) {
            sets.add(set.asList().stream()
                    .map(key -> aggregate.getGroupSet().indexOf(key))
                    .toList());
        }
        List<io.gpuquery.calcite.exec.AggregateCall> calls = new ArrayList<>();
        for (AggregateCall call : aggregate.getAggCallList()) {
            io.gpuquery.calcite.exec.AggregateCall translated = call(call);
            if (translated == null) {
                return null;
            }
            calls.add(translated);
        }
        List<Expression> flat = keys.stream().map(ExpressionTranslation::key).toList();
        PlanNode groups = new AggregateNode(input, flat, sets, calls);
        return PlanTranslation.declared(keys.equals(flat) ? groups : nested(groups, keys), aggregate);
    }

    /** Groups with keys that are nested values again. */
    private static PlanNode nested(PlanNode groups, List<Expression> keys) {
        List<Expression> columns = new ArrayList<>();
        for (int i = 0; i < groups.types().size(); i++) {
            Expression column = new InputReference(i, groups.types().get(i));
            boolean isKey = i < keys.size() && keys.get(i).type().type().isNested();
            columns.add(
                    isKey
                            ? new Call(
                                    Operation.FROM_KEY,
                                    new ValueType(
                                            keys.get(i).type().type(),
                                            column.type().nullable()),
                                    column)
                            : column);
        }
        return new ProjectNode(groups, columns);
    }

    private io.gpuquery.calcite.exec.@Nullable AggregateCall call(AggregateCall call) {
        AggregateFunction function = function(call);
        boolean plain = !call.ignoreNulls()
                && call.rexList.isEmpty()
                && call.getCollation().getFieldCollations().isEmpty()
                && (call.distinctKeys == null || call.distinctKeys.isEmpty());
        if (function == null || !plain) {
            return null;
        }
        List<Expression> arguments = new ArrayList<>();
        for (int argument : call.getArgList()) {
            arguments.add(columns.get(argument));
        }
        boolean nested =
                arguments.stream().anyMatch(argument -> argument.type().type().isNested());
        if (nested && function != AggregateFunction.COUNT) {
            return null;
        }
        if (nested && call.isDistinct()) {
            arguments.replaceAll(ExpressionTranslation::key);
        }
        ValueType type = type(function, call, arguments);
        if (type == null) {
            return null;
        }
        if (function == AggregateFunction.SUM || function == AggregateFunction.SUM0) {
            arguments.set(0, summand(arguments.get(0), type.type()));
        }
        Expression filter = call.hasFilter() ? columns.get(call.filterArg) : null;
        return new io.gpuquery.calcite.exec.AggregateCall(function, arguments, call.isDistinct(), filter, type);
    }

    private static @Nullable AggregateFunction function(AggregateCall call) {
        return switch (call.getAggregation().getKind()) {
            case COUNT -> AggregateFunction.COUNT;
            case SUM -> AggregateFunction.SUM;
            case SUM0 -> AggregateFunction.SUM0;
            case MIN -> AggregateFunction.MIN;
            case MAX -> AggregateFunction.MAX;
            case SINGLE_VALUE -> AggregateFunction.SINGLE_VALUE;
            case ANY_VALUE -> AggregateFunction.ANY_VALUE;
            case GROUPING, GROUPING_ID -> AggregateFunction.GROUPING;
            default -> null;
        };
    }

    /** The type that a call has between our operators. */
    private static @Nullable ValueType type(
            AggregateFunction function, AggregateCall call, List<Expression> arguments) {
        return switch (function) {
            case COUNT, GROUPING -> ValueType.notNull(ColumnType.BIGINT);
            case SUM, SUM0 -> {
                ColumnType sum = sum(call.getType(), arguments.get(0).type().type());
                yield sum == null ? null : new ValueType(sum, function == AggregateFunction.SUM);
            }
            case MIN, MAX -> {
                ColumnType argument = arguments.get(0).type().type();
                boolean ordered =
                        argument.kind() != ColumnType.Kind.VARBINARY && argument.kind() != ColumnType.Kind.UUID;
                yield ordered ? ValueType.nullable(argument) : null;
            }
            case SINGLE_VALUE, ANY_VALUE ->
                ValueType.nullable(arguments.get(0).type().type());
        };
    }

    /** Of integers BIGINT, or DECIMAL where it is declared as that; of decimals with all digits that there are. */
    static @Nullable ColumnType sum(RelDataType declared, ColumnType argument) {
        return switch (argument.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                switch (declared.getSqlTypeName()) {
                    case DECIMAL -> ColumnType.decimal(ColumnType.MAX_DECIMAL_PRECISION, 0);
                    case TINYINT, SMALLINT, INTEGER, BIGINT -> ColumnType.BIGINT;
                    default -> null;
                };
            case DECIMAL -> ColumnType.decimal(ColumnType.MAX_DECIMAL_PRECISION, argument.scale());
            case REAL, DOUBLE -> ColumnType.DOUBLE;
            case BOOLEAN, DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW -> null;
        };
    }

    /** The integers below a cast to DECIMAL, which only Calcite's code needs. */
    private static Expression summand(Expression argument, ColumnType sum) {
        boolean cast = argument instanceof Call call && call.operation() == Operation.CAST;
        if (!cast || sum.kind() != ColumnType.Kind.DECIMAL || sum.scale() != 0) {
            return argument;
        }
        Expression below = argument.operands().get(0);
        return switch (below.type().type().kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> below;
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
                    ROW -> argument;
        };
    }
}
