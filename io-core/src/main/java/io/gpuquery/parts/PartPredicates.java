package io.gpuquery.parts;

import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What predicates on a table say of one of its files, where some columns are constants. */
final class PartPredicates {
    private static final ScanPredicate ALWAYS = new ScanPredicate.And(List.of());
    private static final ScanPredicate NEVER = new ScanPredicate.Or(List.of());

    private final IntFunction<ColumnSource> sources;

    /** Takes where each column of the table comes from. */
    PartPredicates(IntFunction<ColumnSource> sources) {
        this.sources = sources;
    }

    /** The conjuncts that remain to be asked of each row; null if no row satisfies them all. */
    @Nullable
    List<ScanPredicate> remaining(List<ScanPredicate> conjuncts) {
        List<ScanPredicate> remaining = new ArrayList<>();
        for (ScanPredicate conjunct : conjuncts) {
            ScanPredicate simplified = simplify(conjunct);
            if (simplified.equals(NEVER)) {
                return null;
            }
            if (!simplified.equals(ALWAYS)) {
                remaining.add(simplified);
            }
        }
        return remaining;
    }

    private ScanPredicate simplify(ScanPredicate predicate) {
        if (predicate instanceof ScanPredicate.And and) {
            List<ScanPredicate> operands = remaining(and.operands());
            return operands == null ? NEVER : new ScanPredicate.And(operands);
        }
        if (predicate instanceof ScanPredicate.Or or) {
            List<ScanPredicate> operands = new ArrayList<>();
            for (ScanPredicate operand : or.operands()) {
                ScanPredicate simplified = simplify(operand);
                if (simplified.equals(ALWAYS)) {
                    return ALWAYS;
                }
                if (!simplified.equals(NEVER)) {
                    operands.add(simplified);
                }
            }
            return new ScanPredicate.Or(operands);
        }
        int column = predicate.columns().findFirst().orElseThrow();
        return sources.apply(column) instanceof ColumnSource.Constant constant
                ? holds(predicate, constant.value()) ? ALWAYS : NEVER
                : predicate;
    }

    private static boolean holds(ScanPredicate predicate, @Nullable Literal value) {
        if (predicate instanceof ScanPredicate.OfField field) {
            // The only constant of a ROW is null, and so are its fields.
            return holds(field.test(), null);
        }
        if (predicate instanceof ScanPredicate.NullTest test) {
            return test.negated() == (value != null);
        }
        if (value == null) {
            return false;
        }
        if (predicate instanceof ScanPredicate.Comparison comparison) {
            return Literals.holds(value, comparison.operator(), comparison.literal());
        }
        return ((ScanPredicate.In) predicate)
                .literals().stream().anyMatch(literal -> Literals.holds(value, Operator.EQ, literal));
    }

    /** The same predicate over other column numbers. */
    static ScanPredicate renumber(ScanPredicate predicate, IntFunction<Integer> numbers) {
        if (predicate instanceof ScanPredicate.Comparison comparison) {
            return new ScanPredicate.Comparison(
                    numbers.apply(comparison.column()), comparison.operator(), comparison.literal());
        }
        if (predicate instanceof ScanPredicate.NullTest test) {
            return new ScanPredicate.NullTest(numbers.apply(test.column()), test.negated());
        }
        if (predicate instanceof ScanPredicate.In in) {
            return new ScanPredicate.In(numbers.apply(in.column()), in.literals());
        }
        if (predicate instanceof ScanPredicate.OfField field) {
            return new ScanPredicate.OfField(numbers.apply(field.column()), field.path(), field.test());
        }
        if (predicate instanceof ScanPredicate.And and) {
            return new ScanPredicate.And(renumber(and.operands(), numbers));
        }
        return new ScanPredicate.Or(renumber(((ScanPredicate.Or) predicate).operands(), numbers));
    }

    private static List<ScanPredicate> renumber(List<ScanPredicate> operands, IntFunction<Integer> numbers) {
        return operands.stream().map(operand -> renumber(operand, numbers)).toList();
    }
}
