package io.gpuquery.scan;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Selection;
import io.gpuquery.column.Storage;
import io.gpuquery.column.StructColumn;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.scan.ScanPredicate.Operator;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Evaluates predicates on one batch. One column's conjunct at a time, over the rows that are still in. */
public final class PredicateEvaluation {
    private final ColumnBatch batch;
    private final List<Integer> columns;

    /** Takes columns: the table's column index of each column of the batch, which predicates speak of. */
    public PredicateEvaluation(ColumnBatch batch, List<Integer> columns) {
        this.batch = batch;
        this.columns = columns;
    }

    /** The rows that satisfy all; null where these are all rows of the batch. */
    public @Nullable Selection select(List<ScanPredicate> conjuncts) {
        int count = batch.selectedCount();
        int[] rows = new int[count];
        Selection selection = batch.selection();
        for (int i = 0; i < count; i++) {
            rows[i] = selection == null ? i : selection.row(i);
        }
        for (ScanPredicate conjunct : conjuncts) {
            IntPredicate matches = compile(conjunct);
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (matches.test(rows[i])) {
                    rows[kept++] = rows[i];
                }
            }
            count = kept;
        }
        return count == batch.rowCount() ? null : Selection.of(rows, count);
    }

    private Column column(int tableColumn) {
        return batch.column(columns.indexOf(tableColumn));
    }

    private IntPredicate compile(ScanPredicate predicate) {
        if (predicate instanceof ScanPredicate.OfField field) {
            return ofField(field);
        }
        if (predicate instanceof ScanPredicate.And and) {
            List<IntPredicate> operands =
                    and.operands().stream().map(this::compile).toList();
            return row -> {
                for (IntPredicate operand : operands) {
                    if (!operand.test(row)) {
                        return false;
                    }
                }
                return true;
            };
        }
        if (predicate instanceof ScanPredicate.Or or) {
            return any(or.operands().stream().map(this::compile).toList());
        }
        return test(column(predicate.columns().findFirst().orElseThrow()), predicate);
    }

    private IntPredicate ofField(ScanPredicate.OfField predicate) {
        Column column = column(predicate.column());
        List<Column> rows = new ArrayList<>();
        for (int field : predicate.path()) {
            rows.add(column);
            column = ((StructColumn) column).fields().get(field);
        }
        IntPredicate test = test(column, predicate.test());
        boolean ofMissing = predicate.test() instanceof ScanPredicate.NullTest nulls && !nulls.negated();
        return row -> {
            for (Column around : rows) {
                if (around.isNull(row)) {
                    return ofMissing;
                }
            }
            return test.test(row);
        };
    }

    /** A predicate of one column. */
    private static IntPredicate test(Column column, ScanPredicate predicate) {
        if (predicate instanceof ScanPredicate.NullTest test) {
            return test.negated() ? row -> !column.isNull(row) : column::isNull;
        }
        if (predicate instanceof ScanPredicate.In in) {
            return valid(
                    column,
                    any(in.literals().stream()
                            .map(literal -> comparison(column, Operator.EQ, literal))
                            .toList()));
        }
        ScanPredicate.Comparison comparison = (ScanPredicate.Comparison) predicate;
        return valid(column, comparison(column, comparison.operator(), comparison.literal()));
    }

    private static IntPredicate any(List<IntPredicate> operands) {
        return row -> {
            for (IntPredicate operand : operands) {
                if (operand.test(row)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static IntPredicate valid(Column column, IntPredicate matches) {
        return column.validity().hasNulls() ? row -> !column.isNull(row) && matches.test(row) : matches;
    }

    private static IntPredicate comparison(Column column, Operator operator, Literal literal) {
        if (column instanceof FixedWidthColumn fixed) {
            return fixedComparison(fixed, operator, literal);
        }
        byte[] bytes = ((Literal.OfBytes) literal).value();
        if (column instanceof DictionaryColumn coded) {
            ViewColumn dictionary = coded.dictionary();
            IntPredicate entryMatches = viewComparison(dictionary, operator, bytes);
            boolean[] matching = new boolean[dictionary.rowCount()];
            for (int entry = 0; entry < matching.length; entry++) {
                matching[entry] = entryMatches.test(entry);
            }
            return row -> matching[coded.getCode(row)];
        }
        return viewComparison((ViewColumn) column, operator, bytes);
    }

    private static IntPredicate viewComparison(ViewColumn column, Operator operator, byte[] bytes) {
        return switch (operator) {
            case EQ -> row -> column.valueEquals(row, bytes);
            case NE -> row -> !column.valueEquals(row, bytes);
            case LT -> row -> column.compare(row, bytes) < 0;
            case LE -> row -> column.compare(row, bytes) <= 0;
            case GT -> row -> column.compare(row, bytes) > 0;
            case GE -> row -> column.compare(row, bytes) >= 0;
        };
    }

    private static IntPredicate fixedComparison(FixedWidthColumn column, Operator operator, Literal literal) {
        if (literal instanceof Literal.OfDouble constant) {
            double value = constant.value();
            return switch (operator) {
                case EQ -> row -> column.getDouble(row) == value;
                case NE -> row -> column.getDouble(row) != value;
                case LT -> row -> column.getDouble(row) < value;
                case LE -> row -> column.getDouble(row) <= value;
                case GT -> row -> column.getDouble(row) > value;
                case GE -> row -> column.getDouble(row) >= value;
            };
        }
        if (column.storage() == Storage.INT128) {
            BigInteger value = wide(literal);
            long high = value.shiftRight(Long.SIZE).longValueExact();
            long low = value.longValue();
            return row -> holds(operator, compareWide(column.getHigh(row), column.getLow(row), high, low));
        }
        if (literal instanceof Literal.OfBigInteger big && big.value().bitLength() >= Long.SIZE) {
            // Values of 128 bits that are stored in 64.
            int order = -big.value().signum();
            return row -> holds(operator, order);
        }
        long value = literal instanceof Literal.OfBigInteger big
                ? big.value().longValueExact()
                : ((Literal.OfLong) literal).value();
        return switch (operator) {
            case EQ -> row -> column.getLong(row) == value;
            case NE -> row -> column.getLong(row) != value;
            case LT -> row -> column.getLong(row) < value;
            case LE -> row -> column.getLong(row) <= value;
            case GT -> row -> column.getLong(row) > value;
            case GE -> row -> column.getLong(row) >= value;
        };
    }

    private static BigInteger wide(Literal literal) {
        if (literal instanceof Literal.OfBigInteger big) {
            return big.value();
        }
        if (literal instanceof Literal.OfBytes uuid) {
            return new BigInteger(uuid.value());
        }
        return BigInteger.valueOf(((Literal.OfLong) literal).value());
    }

    private static int compareWide(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compare(high, otherHigh);
        return order != 0 ? order : Long.compareUnsigned(low, otherLow);
    }

    private static boolean holds(Operator operator, int order) {
        return switch (operator) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
        };
    }
}
