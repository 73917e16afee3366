package io.gpuquery.calcite.rewrite;

import io.gpuquery.calcite.translation.DecimalDivision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.tools.RelBuilder;

/**
 * Writes arithmetic so that Calcite's generated code, like any other implementation, computes it as its types say.
 *
 * <ul>
 *   <li>Integers: {@code + - * /} and negation become the checked operators: overflow is an error and does not wrap.
 *   <li>Decimals: {@code /} becomes {@link DecimalDivision}. A cast of a quotient to more digits gets them from the
 *       division itself (so is AVG of decimals computed, after its reduction to SUM and COUNT).
 *   <li>SUM of integers as a DECIMAL: the integers are cast first, since the generated code cannot add a {@code long} to
 *       a {@code BigDecimal}.
 * </ul>
 */
final class ExactArithmetic extends RexShuttle {
    private static final Map<SqlOperator, SqlOperator> CHECKED = Map.of(
            SqlStdOperatorTable.PLUS, SqlStdOperatorTable.CHECKED_PLUS,
            SqlStdOperatorTable.MINUS, SqlStdOperatorTable.CHECKED_MINUS,
            SqlStdOperatorTable.MULTIPLY, SqlStdOperatorTable.CHECKED_MULTIPLY,
            SqlStdOperatorTable.DIVIDE, SqlStdOperatorTable.CHECKED_DIVIDE,
            SqlStdOperatorTable.UNARY_MINUS, SqlStdOperatorTable.CHECKED_UNARY_MINUS);

    private final RexBuilder rexBuilder;
    private final RelDataTypeFactory typeFactory;

    private ExactArithmetic(RexBuilder rexBuilder) {
        this.rexBuilder = rexBuilder;
        this.typeFactory = rexBuilder.getTypeFactory();
    }

    /** Rewrites all expressions in {@code rel}; the result has the same columns and types. */
    static RelNode apply(RelNode rel) {
        return new ExactArithmetic(rel.getCluster().getRexBuilder()).rewrite(rel);
    }

    private RelNode rewrite(RelNode rel) {
        List<RelNode> inputs = new ArrayList<>();
        for (RelNode input : rel.getInputs()) {
            inputs.add(rewrite(input));
        }
        RelNode rewritten = inputs.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), inputs);
        return rewritten instanceof Aggregate aggregate ? castSummands(aggregate) : rewritten.accept(this);
    }

    @Override
    public RexNode visitCall(RexCall call) {
        RexCall visited = (RexCall) super.visitCall(call);
        SqlTypeName type = visited.getType().getSqlTypeName();
        SqlOperator checked = CHECKED.get(visited.getOperator());
        if (checked != null && SqlTypeName.INT_TYPES.contains(type) && hasOnlyExactOperands(visited)) {
            return rexBuilder.makeCall(visited.getType(), checked, visited.getOperands());
        }
        if (visited.getOperator().equals(SqlStdOperatorTable.DIVIDE)
                && type == SqlTypeName.DECIMAL
                && hasOnlyExactOperands(visited)) {
            List<RexNode> operands =
                    visited.getOperands().stream().map(this::toDecimal).toList();
            return rexBuilder.makeCall(visited.getType(), DecimalDivision.INSTANCE, operands);
        }
        if (visited.getKind() == SqlKind.CAST
                && type == SqlTypeName.DECIMAL
                && visited.getOperands().get(0) instanceof RexCall quotient
                && quotient.getOperator() instanceof DecimalDivision
                && quotient.getType().getScale() <= visited.getType().getScale()) {
            return rexBuilder.makeCall(visited.getType(), DecimalDivision.INSTANCE, quotient.getOperands());
        }
        return visited;
    }

    private static boolean hasOnlyExactOperands(RexCall call) {
        return call.getOperands().stream().allMatch(operand -> SqlTypeUtil.isExactNumeric(operand.getType()));
    }

    private RexNode toDecimal(RexNode expression) {
        RelDataType type = expression.getType();
        if (type.getSqlTypeName() == SqlTypeName.DECIMAL) {
            return expression;
        }
        RelDataType decimal = typeFactory.decimalOf(type);
        return decimal == null
                ? expression
                : rexBuilder.makeCast(typeFactory.createTypeWithNullability(decimal, type.isNullable()), expression);
    }

    @Override
    public RexNode visitOver(RexOver over) {
        RexOver visited = (RexOver) super.visitOver(over);
        if (!isSumOfIntegers(visited.getAggOperator().getKind(), visited.getType(), visited.getOperands())) {
            return visited;
        }
        RexWindow window = visited.getWindow();
        return rexBuilder.makeOver(
                visited.getType(),
                visited.getAggOperator(),
                visited.getOperands().stream().map(this::toDecimal).toList(),
                window.partitionKeys,
                window.orderKeys,
                window.getLowerBound(),
                window.getUpperBound(),
                window.getExclude(),
                window.isRows(),
                true,
                false,
                visited.isDistinct(),
                visited.ignoreNulls());
    }

    private static boolean isSumOfIntegers(SqlKind kind, RelDataType sum, List<RexNode> operands) {
        return (kind == SqlKind.SUM || kind == SqlKind.SUM0)
                && sum.getSqlTypeName() == SqlTypeName.DECIMAL
                && SqlTypeName.INT_TYPES.contains(operands.get(0).getType().getSqlTypeName());
    }

    /** Adds cast columns below an aggregate, for its sums of integers as decimals. */
    private RelNode castSummands(Aggregate aggregate) {
        RelNode input = aggregate.getInput();
        RelBuilder builder = JoinOrder.builder(input).push(input);
        List<RexNode> columns = new ArrayList<>(builder.fields());
        List<AggregateCall> calls = new ArrayList<>();
        for (AggregateCall call : aggregate.getAggCallList()) {
            List<RexNode> operands = new ArrayList<>();
            for (int argument : call.getArgList()) {
                operands.add(RexInputRef.of(argument, input.getRowType()));
            }
            if (isSumOfIntegers(call.getAggregation().getKind(), call.getType(), operands)) {
                RexNode summand = toDecimal(operands.get(0));
                int position = columns.indexOf(summand);
                if (position < 0) {
                    position = columns.size();
                    columns.add(summand);
                }
                calls.add(call.withArgList(List.of(position)));
            } else {
                calls.add(call);
            }
        }
        if (calls.equals(aggregate.getAggCallList())) {
            return aggregate;
        }
        return aggregate.copy(
                aggregate.getTraitSet(),
                builder.project(columns).build(),
                aggregate.getGroupSet(),
                aggregate.getGroupSets(),
                calls);
    }
}
