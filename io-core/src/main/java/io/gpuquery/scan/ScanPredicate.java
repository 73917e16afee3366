package io.gpuquery.scan;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A condition on the rows of a scan. A row passes where the condition is TRUE: FALSE and UNKNOWN (null) both drop it. NOT is pushed
 * inwards by whoever makes predicates, so that three-valued logic needs no third value here.
 */
public sealed interface ScanPredicate {
    /** Comparison operators. Doubles compare as Java primitives do: NaN is unequal to everything, and -0 equals 0. */
    enum Operator {
        EQ("="),
        NE("<>"),
        LT("<"),
        LE("<="),
        GT(">"),
        GE(">=");

        private final String sql;

        Operator(String sql) {
            this.sql = sql;
        }

        public String sql() {
            return sql;
        }
    }

    /** Column indexes that the condition reads, in the file's schema, ascending and distinct. */
    IntStream columns();

    /** {@code column op literal}; never TRUE for a null. Strings compare by code point. */
    record Comparison(int column, Operator operator, Literal literal) implements ScanPredicate {
        @Override
        public IntStream columns() {
            return IntStream.of(column);
        }
    }

    /** {@code column IS NULL}, or {@code IS NOT NULL} where negated. */
    record NullTest(int column, boolean negated) implements ScanPredicate {
        @Override
        public IntStream columns() {
            return IntStream.of(column);
        }
    }

    /** {@code column IN (…)}. */
    record In(int column, List<Literal> literals) implements ScanPredicate {
        public In {
            literals = List.copyOf(literals);
        }

        @Override
        public IntStream columns() {
            return IntStream.of(column);
        }
    }

    /**
     * A condition on a field of a ROW, or of a ROW in it. A field of a row that is null is null.
     *
     * @param column the ROW column
     * @param path for each ROW from outside, the index of the field
     * @param test a {@link Comparison}, {@link NullTest} or {@link In} of the field's values, as of column 0
     */
    record OfField(int column, List<Integer> path, ScanPredicate test) implements ScanPredicate {
        public OfField {
            path = List.copyOf(path);
            boolean single = !(test instanceof And || test instanceof Or || test instanceof OfField);
            if (path.isEmpty() || !single || test.columns().sum() != 0) {
                throw new IllegalArgumentException(test + " is no test of a field at " + path);
            }
        }

        @Override
        public IntStream columns() {
            return IntStream.of(column);
        }
    }

    /** All of them. */
    record And(List<ScanPredicate> operands) implements ScanPredicate {
        public And {
            operands = List.copyOf(operands);
        }

        @Override
        public IntStream columns() {
            return operands.stream()
                    .flatMapToInt(ScanPredicate::columns)
                    .sorted()
                    .distinct();
        }
    }

    /** Any of them. */
    record Or(List<ScanPredicate> operands) implements ScanPredicate {
        public Or {
            operands = List.copyOf(operands);
        }

        @Override
        public IntStream columns() {
            return operands.stream()
                    .flatMapToInt(ScanPredicate::columns)
                    .sorted()
                    .distinct();
        }
    }
}
