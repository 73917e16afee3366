package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.exec.PlanNode.JoinNode;
import io.gpuquery.calcite.exec.joining.JoinKind;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Call;
import io.gpuquery.calcite.expression.Expression.Foreign;
import io.gpuquery.calcite.expression.Expression.InputReference;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.calcite.translation.ColumnTypes;
import io.gpuquery.calcite.translation.ExpressionTranslation;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * Splits the condition of a join into equalities of an expression over the left and one over the right input, which become keys, and
 * what is left, which is evaluated for pairs with equal keys.
 */
final class JoinTranslation {
    private static final int MOST_KEYS = 16;

    private final PlanTranslation translation;
    private final PlanNode left;
    private final PlanNode right;
    private final int leftCount;
    private final List<Expression> leftKeys = new ArrayList<>();
    private final List<Expression> rightKeys = new ArrayList<>();
    private final List<Expression> rest = new ArrayList<>();

    JoinTranslation(PlanTranslation translation, PlanNode left, PlanNode right) {
        this.translation = translation;
        this.left = left;
        this.right = right;
        this.leftCount = left.types().size();
    }

    /** The join; null if our operators cannot do it, or not as fast as Calcite's hash join. */
    @Nullable
    PlanNode translate(Join join) {
        List<ValueType> types = new ArrayList<>(left.types());
        types.addAll(right.types());
        ExpressionTranslation expressions = translation.over(types);
        for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
            Expression translated = expressions.translate(conjunct);
            if (translated == null) {
                return null;
            }
            if (!addKeys(translated)) {
                rest.add(translated);
            }
        }
        if (leftKeys.isEmpty() && !join.analyzeCondition().leftKeys.isEmpty()) {
            return null;
        }
        JoinKind kind = switch (join.getJoinType()) {
            case INNER -> JoinKind.INNER;
            case LEFT -> JoinKind.LEFT;
            case SEMI -> JoinKind.SEMI;
            case ANTI -> JoinKind.ANTI;
            case RIGHT, FULL, ASOF, LEFT_ASOF, LEFT_MARK -> null;
        };
        if (kind == null) {
            return null;
        }
        if (kind == JoinKind.INNER) {
            JoinNode pairs = new JoinNode(left, right, kind, leftKeys, rightKeys, null);
            return rest.isEmpty() ? pairs : new PlanNode.FilterNode(pairs, conjunction());
        }
        return new JoinNode(left, right, kind, leftKeys, rightKeys, rest.isEmpty() ? null : conjunction());
    }

    private Expression conjunction() {
        boolean nullable = rest.stream().anyMatch(each -> each.type().nullable());
        return rest.size() == 1
                ? rest.get(0)
                : new Call(Operation.AND, rest, new ValueType(ColumnType.BOOLEAN, nullable));
    }

    /** Adds the sides of an equality to the keys; false if it is none of that kind. */
    private boolean addKeys(Expression conjunct) {
        if (!(conjunct instanceof Call call) || leftKeys.size() + 2 > MOST_KEYS) {
            return false;
        }
        boolean nulls = call.operation() == Operation.IS_NOT_DISTINCT_FROM;
        if (call.operation() != Operation.EQ && !nulls) {
            return false;
        }
        Expression one = call.operands().get(0);
        Expression other = call.operands().get(1);
        if (isOver(one, 0, leftCount) && isOver(other, leftCount, Integer.MAX_VALUE)) {
            return addKeys(one, other, nulls);
        }
        return isOver(other, 0, leftCount) && isOver(one, leftCount, Integer.MAX_VALUE) && addKeys(other, one, nulls);
    }

    /** Where nulls are equal, too, whether they are null is a key of its own, and a null's value is that of something else. */
    private boolean addKeys(Expression leftKey, Expression rightKey, boolean nulls) {
        if (!nulls || !leftKey.type().nullable() || !rightKey.type().nullable()) {
            return addKeys(leftKey, rightKey);
        }
        Expression one = PresentValues.of(leftKey);
        Expression other = PresentValues.of(rightKey);
        if (one == null || other == null || !addKeys(one, other)) {
            return false;
        }
        return addKeys(isNull(leftKey), isNull(rightKey));
    }

    private static Expression isNull(Expression expression) {
        return new Call(Operation.IS_NULL, List.of(expression), ValueType.BOOLEAN);
    }

    private boolean addKeys(Expression leftKey, Expression rightKey) {
        ColumnType type = leftKey.type().type();
        ColumnType other = rightKey.type().type();
        Expression one = leftKey;
        Expression two = shifted(rightKey);
        if (!JoinNode.areKeys(type, other)) {
            ColumnType common = common(type, other);
            if (common == null) {
                return false;
            }
            one = type.scale() == common.scale() && isDecimal(common) ? one : ExpressionTranslation.as(common, one);
            two = other.scale() == common.scale() && isDecimal(common) ? two : ExpressionTranslation.as(common, two);
        }
        leftKeys.add(one);
        rightKeys.add(two);
        return true;
    }

    private static boolean isDecimal(ColumnType type) {
        return type.kind() == ColumnType.Kind.DECIMAL;
    }

    private static boolean isApproximate(ColumnType type) {
        return type.kind() == ColumnType.Kind.REAL || type.kind() == ColumnType.Kind.DOUBLE;
    }

    /** A type that holds all values of two others in the same units; null if there is none. */
    private static @Nullable ColumnType common(ColumnType type, ColumnType other) {
        if (type.kind() == other.kind() && !isDecimal(type)) {
            ColumnType wider = ColumnTypes.wider(type, other);
            return JoinNode.areKeys(wider, wider) ? wider : null;
        }
        if (ColumnTypes.areNumbers(type, other) && (isApproximate(type) || isApproximate(other))) {
            return ColumnType.DOUBLE;
        }
        ColumnType one = ColumnTypes.asDecimal(type);
        ColumnType two = ColumnTypes.asDecimal(other);
        if (one == null || two == null) {
            return null;
        }
        int scale = Math.max(one.scale(), two.scale());
        int digits = Math.max(one.precision() - one.scale(), two.precision() - two.scale());
        return digits + scale > ColumnType.MAX_DECIMAL_PRECISION ? null : ColumnType.decimal(digits + scale, scale);
    }

    /** Whether an expression looks at columns, all of them within bounds. */
    private static boolean isOver(Expression expression, int from, int to) {
        if (expression instanceof InputReference reference) {
            return reference.index() >= from && reference.index() < to;
        }
        boolean any = false;
        for (Expression operand : expression.operands()) {
            boolean constant = isConstant(operand);
            if (!constant && !isOver(operand, from, to)) {
                return false;
            }
            any |= !constant;
        }
        return any;
    }

    private static boolean isConstant(Expression expression) {
        return !(expression instanceof InputReference)
                && expression.operands().stream().allMatch(JoinTranslation::isConstant);
    }

    /** An expression over the right input alone. */
    private Expression shifted(Expression expression) {
        if (expression instanceof InputReference reference) {
            return new InputReference(reference.index() - leftCount, reference.type());
        }
        List<Expression> operands =
                expression.operands().stream().map(this::shifted).toList();
        if (expression instanceof Call call) {
            return new Call(call.operation(), operands, call.type());
        }
        return expression instanceof Foreign foreign
                ? new Foreign(foreign.function(), operands, foreign.type(), foreign.text())
                : expression;
    }
}
