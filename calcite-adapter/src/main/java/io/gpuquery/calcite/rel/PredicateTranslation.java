package io.gpuquery.calcite.rel;

import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Translates conditions over a table's columns into predicates that its reader evaluates: those that are TRUE for exactly the
 * same rows, and no others.
 *
 * <p>NOT is pushed inwards, where three-valued logic allows it: {@code NOT (a < 1)} is TRUE where {@code a >= 1} is, and both are
 * unknown for a null.
 */
final class PredicateTranslation {
    private static final Set<SqlTypeName> TIMES =
            EnumSet.of(SqlTypeName.TIME, SqlTypeName.TIMESTAMP, SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE);

    private final TableSchema schema;
    private final RexBuilder builder;

    /** Whether predicates that more rows satisfy will do. */
    private final boolean wider;

    PredicateTranslation(TableSchema schema, RexBuilder builder) {
        this(schema, builder, false);
    }

    private PredicateTranslation(TableSchema schema, RexBuilder builder, boolean wider) {
        this.schema = schema;
        this.builder = builder;
        this.wider = wider;
    }

    /** Predicates that all rows satisfy for which a condition is TRUE, and others perhaps; none where nothing is known of them. */
    List<ScanPredicate> implied(RexNode condition) {
        PredicateTranslation translation = new PredicateTranslation(schema, builder, true);
        ScanPredicate predicate = translation.translate(RexUtil.expandSearch(builder, null, condition), false);
        return predicate == null ? List.of() : conjuncts(predicate);
    }

    private static List<ScanPredicate> conjuncts(ScanPredicate predicate) {
        return predicate instanceof ScanPredicate.And and ? and.operands() : List.of(predicate);
    }

    /**
     * Conjuncts that were translated, and those that were not.
     *
     * @param filters conjuncts that were
     * @param predicates what they became; more than one for a range
     * @param residual positions of the others
     */
    record Split(List<RexNode> filters, List<ScanPredicate> predicates, List<Integer> residual) {}

    /** Translates what it can of conjuncts. */
    Split split(List<RexNode> conjuncts) {
        List<RexNode> filters = new ArrayList<>();
        List<ScanPredicate> predicates = new ArrayList<>();
        List<Integer> residual = new ArrayList<>();
        for (int i = 0; i < conjuncts.size(); i++) {
            RexNode conjunct = conjuncts.get(i);
            ScanPredicate predicate = translate(RexUtil.expandSearch(builder, null, conjunct), false);
            if (predicate == null) {
                residual.add(i);
            } else {
                filters.add(conjunct);
                predicates.addAll(conjuncts(predicate));
            }
        }
        return new Split(filters, predicates, residual);
    }

    /** A predicate that is TRUE exactly where the condition, or its negation, is; null if there is none. */
    private @Nullable ScanPredicate translate(RexNode condition, boolean negated) {
        if (wider && condition instanceof RexFieldAccess access) {
            return translate(
                    builder.makeCall(negated ? SqlStdOperatorTable.IS_FALSE : SqlStdOperatorTable.IS_TRUE, access),
                    false);
        }
        if (condition instanceof RexInputRef reference) {
            return flag(reference, !negated);
        }
        if (!(condition instanceof RexCall call)) {
            return null;
        }
        FieldPredicates ofField = wider ? FieldPredicates.of(call, schema) : null;
        if (ofField != null) {
            ScanPredicate predicate =
                    new PredicateTranslation(ofField.schema(), builder, true).translate(ofField.condition(), negated);
            return predicate == null ? null : ofField.ofField(predicate);
        }
        RexNode first =
                call.getOperands().isEmpty() ? condition : call.getOperands().get(0);
        return switch (call.getKind()) {
            case NOT -> translate(first, !negated);
            case AND -> combine(call.getOperands(), negated, !negated);
            case OR -> combine(call.getOperands(), negated, negated);
            case IS_NULL -> nullTest(first, negated);
            case IS_NOT_NULL -> nullTest(first, !negated);
            case IS_TRUE -> negated ? notTrue(first) : translate(first, false);
            case IS_FALSE -> negated ? notFalse(first) : translate(first, true);
            case IS_NOT_TRUE -> negated ? translate(first, false) : notTrue(first);
            case IS_NOT_FALSE -> negated ? translate(first, true) : notFalse(first);
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                comparison(call, negated);
            case IS_NOT_DISTINCT_FROM -> distinct(call, !negated);
            case IS_DISTINCT_FROM -> distinct(call, negated);
            case LIKE -> like(call, negated);
            default -> null;
        };
    }

    private @Nullable ScanPredicate combine(List<RexNode> operands, boolean negated, boolean conjunction) {
        List<ScanPredicate> translated = new ArrayList<>();
        for (RexNode operand : operands) {
            ScanPredicate predicate = translate(operand, negated);
            if (predicate != null) {
                translated.add(predicate);
            } else if (!wider || !conjunction) {
                return null;
            }
        }
        if (translated.size() < 2) {
            return translated.isEmpty() ? null : translated.get(0);
        }
        return conjunction ? new ScanPredicate.And(translated) : disjunction(translated);
    }

    /** Equalities of one column become one list. */
    private static ScanPredicate disjunction(List<ScanPredicate> operands) {
        Map<Integer, List<Literal>> equalities = new LinkedHashMap<>();
        List<ScanPredicate> others = new ArrayList<>();
        for (ScanPredicate operand : operands) {
            if (operand instanceof ScanPredicate.Comparison comparison && comparison.operator() == Operator.EQ) {
                equalities
                        .computeIfAbsent(comparison.column(), column -> new ArrayList<>())
                        .add(comparison.literal());
            } else if (operand instanceof ScanPredicate.In in) {
                equalities
                        .computeIfAbsent(in.column(), column -> new ArrayList<>())
                        .addAll(in.literals());
            } else {
                others.add(operand);
            }
        }
        List<ScanPredicate> merged = new ArrayList<>();
        equalities.forEach((column, literals) -> merged.add(
                literals.size() == 1
                        ? new ScanPredicate.Comparison(column, Operator.EQ, literals.get(0))
                        : new ScanPredicate.In(column, literals)));
        merged.addAll(others);
        return merged.size() == 1 ? merged.get(0) : new ScanPredicate.Or(merged);
    }

    /** {@code b}, or {@code NOT b}, of a column b. */
    private @Nullable ScanPredicate flag(RexInputRef reference, boolean value) {
        if (schema.column(reference.getIndex()).type().kind() != ColumnType.Kind.BOOLEAN) {
            return null;
        }
        return new ScanPredicate.Comparison(reference.getIndex(), Operator.EQ, new Literal.OfLong(value ? 1 : 0));
    }

    private @Nullable ScanPredicate nullTest(RexNode operand, boolean negated) {
        RexInputRef column = column(operand);
        // What is known of the nulls of a nested column is known of those of its parts.
        boolean nested =
                column != null && schema.column(column.getIndex()).type().isNested();
        return column == null || nested ? null : new ScanPredicate.NullTest(column.getIndex(), negated);
    }

    /** FALSE or unknown. */
    private @Nullable ScanPredicate notTrue(RexNode operand) {
        return orNull(operand, true);
    }

    /** TRUE or unknown. */
    private @Nullable ScanPredicate notFalse(RexNode operand) {
        return orNull(operand, false);
    }

    /** Only of conditions on one column that are unknown where it is null, and nowhere else. */
    private @Nullable ScanPredicate orNull(RexNode operand, boolean negated) {
        ImmutableBitSet columns = RelOptUtil.InputFinder.bits(operand);
        if (columns.cardinality() != 1 || !isUnknownForNull(operand)) {
            return null;
        }
        ScanPredicate known = translate(operand, negated);
        if (known == null) {
            return null;
        }
        List<ScanPredicate> either =
                new ArrayList<>(known instanceof ScanPredicate.Or or ? or.operands() : List.of(known));
        either.add(new ScanPredicate.NullTest(columns.nth(0), false));
        return new ScanPredicate.Or(either);
    }

    private static boolean isUnknownForNull(RexNode condition) {
        return switch (condition.getKind()) {
            case INPUT_REF -> true;
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL, LIKE ->
                ((RexCall) condition)
                        .getOperands().stream()
                                .allMatch(operand -> column(operand) != null
                                        || (operand instanceof RexLiteral literal && !literal.isNull()));
            case AND, OR, NOT ->
                ((RexCall) condition).getOperands().stream().allMatch(PredicateTranslation::isUnknownForNull);
            default -> false;
        };
    }

    private @Nullable ScanPredicate comparison(RexCall call, boolean negated) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        Operator operator = operator(call.getKind());
        if (left instanceof RexLiteral && !(right instanceof RexLiteral)) {
            RexNode swapped = left;
            left = right;
            right = swapped;
            operator = mirrored(operator);
        }
        RexInputRef reference = column(left);
        if (reference == null || !(right instanceof RexLiteral literal) || literal.isNull()) {
            return null;
        }
        ColumnType type = schema.column(reference.getIndex()).type();
        if (negated) {
            boolean floating = type.kind() == ColumnType.Kind.REAL || type.kind() == ColumnType.Kind.DOUBLE;
            if (floating && operator != Operator.EQ && operator != Operator.NE) {
                return null; // NOT (NaN < 1) is TRUE, NaN >= 1 is not.
            }
            operator = negation(operator);
        }
        LiteralTranslation.Bound bound = LiteralTranslation.translate(type, operator, literal);
        if (bound == null && LiteralTranslation.isBetweenTimes(type, literal)) {
            // Calcite would compare milliseconds.
            ScanPredicate known = new ScanPredicate.NullTest(reference.getIndex(), true);
            ScanPredicate unknown = new ScanPredicate.NullTest(reference.getIndex(), false);
            return operator == Operator.NE ? known : new ScanPredicate.And(List.of(known, unknown));
        }
        return bound == null
                ? null
                : new ScanPredicate.Comparison(reference.getIndex(), bound.operator(), bound.literal());
    }

    /** {@code a IS NOT DISTINCT FROM constant}: unlike an equality, FALSE for a null. */
    private @Nullable ScanPredicate distinct(RexCall call, boolean equal) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        RexNode operand = left instanceof RexLiteral ? right : left;
        RexNode constant = left instanceof RexLiteral ? left : right;
        if (constant instanceof RexLiteral literal && literal.isNull()) {
            return nullTest(operand, !equal);
        }
        RexCall comparison = (RexCall)
                builder.makeCall(equal ? SqlStdOperatorTable.EQUALS : SqlStdOperatorTable.NOT_EQUALS, left, right);
        ScanPredicate known = comparison(comparison, false);
        ScanPredicate isNull = nullTest(operand, false);
        if (equal || known == null || isNull == null) {
            return known;
        }
        return new ScanPredicate.Or(List.of(known, isNull));
    }

    /** {@code a LIKE 'prefix%'}: what begins with a prefix is not less than it, and less than what follows all that does. */
    private @Nullable ScanPredicate like(RexCall call, boolean negated) {
        RexInputRef reference = column(call.getOperands().get(0));
        LikePrefix pattern = LikePrefix.of(call);
        if (reference == null
                || pattern == null
                || schema.column(reference.getIndex()).type().kind() != ColumnType.Kind.VARCHAR
                || (!pattern.isAll() && (!wider || negated))) {
            return null;
        }
        int column = reference.getIndex();
        if (pattern.isWhole()) {
            return new ScanPredicate.Comparison(column, negated ? Operator.NE : Operator.EQ, pattern.prefix());
        }
        ScanPredicate from =
                new ScanPredicate.Comparison(column, negated ? Operator.LT : Operator.GE, pattern.prefix());
        Literal end = pattern.end();
        if (end == null) {
            return from;
        }
        ScanPredicate to = new ScanPredicate.Comparison(column, negated ? Operator.GE : Operator.LT, end);
        return negated ? new ScanPredicate.Or(List.of(from, to)) : new ScanPredicate.And(List.of(from, to));
    }

    /** The column that an expression reads, be it cast to a type that holds the same values; null for anything else. */
    private static @Nullable RexInputRef column(RexNode expression) {
        RexNode bare = expression;
        while (bare.isA(SqlKind.CAST) && bare instanceof RexCall cast) {
            RexNode operand = cast.getOperands().get(0);
            if (!keepsValues(operand.getType(), cast.getType())) {
                return null;
            }
            bare = operand;
        }
        return bare instanceof RexInputRef reference ? reference : null;
    }

    private static boolean keepsValues(RelDataType from, RelDataType to) {
        if (SqlTypeUtil.equalSansNullability(from, to)) {
            return true;
        }
        if (SqlTypeUtil.isIntType(from) && SqlTypeUtil.isIntType(to)) {
            return from.getPrecision() <= to.getPrecision();
        }
        if (to.getSqlTypeName() == SqlTypeName.DOUBLE || to.getSqlTypeName() == SqlTypeName.FLOAT) {
            boolean narrow = SqlTypeUtil.isIntType(from) && from.getSqlTypeName() != SqlTypeName.BIGINT;
            return narrow || from.getSqlTypeName() == SqlTypeName.REAL;
        }
        if (SqlTypeUtil.isExactNumeric(from) && to.getSqlTypeName() == SqlTypeName.DECIMAL) {
            return from.getScale() <= to.getScale()
                    && from.getPrecision() - from.getScale() <= to.getPrecision() - to.getScale();
        }
        // A literal with more digits of a second than the column is declared with; ours may have them all the same.
        return TIMES.contains(from.getSqlTypeName())
                && from.getSqlTypeName() == to.getSqlTypeName()
                && from.getPrecision() <= to.getPrecision();
    }

    private static Operator operator(SqlKind kind) {
        return switch (kind) {
            case EQUALS -> Operator.EQ;
            case NOT_EQUALS -> Operator.NE;
            case LESS_THAN -> Operator.LT;
            case LESS_THAN_OR_EQUAL -> Operator.LE;
            case GREATER_THAN -> Operator.GT;
            case GREATER_THAN_OR_EQUAL -> Operator.GE;
            default -> throw new IllegalArgumentException(kind + " compares nothing");
        };
    }

    private static Operator mirrored(Operator operator) {
        return switch (operator) {
            case EQ, NE -> operator;
            case LT -> Operator.GT;
            case LE -> Operator.GE;
            case GT -> Operator.LT;
            case GE -> Operator.LE;
        };
    }

    private static Operator negation(Operator operator) {
        return switch (operator) {
            case EQ -> Operator.NE;
            case NE -> Operator.EQ;
            case LT -> Operator.GE;
            case LE -> Operator.GT;
            case GT -> Operator.LE;
            case GE -> Operator.LT;
        };
    }
}
