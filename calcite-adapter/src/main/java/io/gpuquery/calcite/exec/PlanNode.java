package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.joining.JoinKind;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A plan to execute: a tree of operators, pure data, executed any number of times and by any number of threads. */
public sealed interface PlanNode {
    /** The columns of its rows. */
    List<ValueType> types();

    /** The nodes that it reads, in order. */
    List<PlanNode> inputs();

    /**
     * The rows of a scan, in its order.
     *
     * @param name for the receipt and messages
     * @param types the columns that the source gives, in its order
     */
    record ScanNode(String name, ScanSource source, List<ValueType> types) implements PlanNode {
        public ScanNode {
            Objects.requireNonNull(source, "source");
            types = List.copyOf(types);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }

    /** Rows for which a condition is TRUE, in order. Conjuncts are evaluated in the order given, each for the rows left. */
    record FilterNode(PlanNode input, Expression condition) implements PlanNode {
        @Override
        public List<ValueType> types() {
            return input.types();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Expressions over each row, in order. */
    record ProjectNode(PlanNode input, List<Expression> expressions) implements PlanNode {
        public ProjectNode {
            expressions = List.copyOf(expressions);
        }

        @Override
        public List<ValueType> types() {
            return expressions.stream().map(Expression::type).toList();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /**
     * One row per group, in the order in which groups first occur, grouping set after grouping set: the keys (NULL where the grouping
     * set lacks them), then the aggregates. The empty grouping set has one row also where there is no input.
     *
     * @param keys expressions over the input; NULLs, and NaNs, form one group each; -0 and 0 are different keys, as with Calcite
     * @param groupingSets each the indexes of its keys; one with all of them is the plain GROUP BY
     */
    record AggregateNode(
            PlanNode input, List<Expression> keys, List<List<Integer>> groupingSets, List<AggregateCall> calls)
            implements PlanNode {
        public AggregateNode {
            keys = List.copyOf(keys);
            groupingSets = groupingSets.stream().map(List::copyOf).toList();
            calls = List.copyOf(calls);
            for (List<Integer> set : groupingSets) {
                for (int key : set) {
                    Objects.checkIndex(key, keys.size());
                }
            }
            if (groupingSets.isEmpty()) {
                throw new IllegalArgumentException("no grouping set");
            }
        }

        @Override
        public List<ValueType> types() {
            List<ValueType> types = new ArrayList<>();
            for (int key = 0; key < keys.size(); key++) {
                int index = key;
                boolean everywhere = groupingSets.stream().allMatch(set -> set.contains(index));
                ValueType type = keys.get(key).type();
                types.add(everywhere ? type : type.withNullable(true));
            }
            calls.forEach(call -> types.add(call.type()));
            return types;
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /**
     * Rows of the left input, with those rows of the right input that have equal keys and for which the condition is TRUE, in the order
     * of the left and then of the right input. A null is equal to nothing, NaN to NaN, -0 to 0. The right input is kept in memory.
     *
     * @param leftKeys expressions over the left input; none: all pairs are looked at
     * @param rightKeys expressions over the right input, as many, of types as {@link #areKeys} says
     * @param condition over the columns of both inputs; null: TRUE
     */
    record JoinNode(
            PlanNode left,
            PlanNode right,
            JoinKind kind,
            List<Expression> leftKeys,
            List<Expression> rightKeys,
            @Nullable Expression condition)
            implements PlanNode {
        public JoinNode {
            leftKeys = List.copyOf(leftKeys);
            rightKeys = List.copyOf(rightKeys);
            if (leftKeys.size() != rightKeys.size()) {
                throw new IllegalArgumentException(leftKeys.size() + " and " + rightKeys.size() + " keys");
            }
            for (int key = 0; key < leftKeys.size(); key++) {
                ColumnType type = leftKeys.get(key).type().type();
                ColumnType other = rightKeys.get(key).type().type();
                if (!areKeys(type, other)) {
                    throw new IllegalArgumentException("keys of " + type + " and " + other);
                }
            }
        }

        /** Whether values of two types can be keys that are compared with each other: those of one kind and in the same units. */
        public static boolean areKeys(ColumnType left, ColumnType right) {
            boolean numbers = isExactNumber(left) && isExactNumber(right);
            return numbers
                    ? left.scale() == right.scale()
                    : left.kind() == right.kind() && left.precision() == right.precision();
        }

        private static boolean isExactNumber(ColumnType type) {
            return switch (type.kind()) {
                case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> true;
                case BOOLEAN,
                        REAL,
                        DOUBLE,
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

        /** The columns that the condition is over. */
        public List<ValueType> pairTypes() {
            List<ValueType> types = new ArrayList<>(left.types());
            types.addAll(right.types());
            return types;
        }

        @Override
        public List<ValueType> types() {
            List<ValueType> types = new ArrayList<>(left.types());
            if (kind.hasPairs()) {
                for (ValueType type : right.types()) {
                    types.add(type.withNullable(type.nullable() || kind == JoinKind.LEFT));
                }
            }
            return types;
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(left, right);
        }
    }

    /**
     * Rows sorted by keys, rows with equal keys in the order of the input; with a fetch, only the first of them.
     *
     * @param offset rows left out at the start: a constant or parameter; null: none
     * @param fetch most rows: a constant or parameter; null: all
     */
    record SortNode(
            PlanNode input,
            List<SortKey> keys,
            @Nullable Expression offset,
            @Nullable Expression fetch) implements PlanNode {
        public SortNode {
            keys = List.copyOf(keys);
            for (SortKey key : keys) {
                Objects.checkIndex(key.column(), input.types().size());
            }
        }

        @Override
        public List<ValueType> types() {
            return input.types();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /**
     * Some of the rows, in order.
     *
     * @param offset rows left out at the start: a constant or parameter; null: none
     * @param fetch most rows: a constant or parameter; null: all
     */
    record LimitNode(
            PlanNode input,
            @Nullable Expression offset,
            @Nullable Expression fetch) implements PlanNode {
        @Override
        public List<ValueType> types() {
            return input.types();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** All rows of all inputs, one input after the other. Columns of one position have one type, apart from nullability. */
    record UnionAllNode(List<PlanNode> inputs) implements PlanNode {
        public UnionAllNode {
            inputs = List.copyOf(inputs);
            for (PlanNode input : inputs) {
                if (input.types().size() != inputs.get(0).types().size()) {
                    throw new IllegalArgumentException("inputs of different width");
                }
                for (int i = 0; i < input.types().size(); i++) {
                    ColumnType type = input.types().get(i).type();
                    ColumnType first = inputs.get(0).types().get(i).type();
                    boolean sameUnits = type.scale() == first.scale() && type.storage() == first.storage();
                    if (!type.equals(first) && !(sameUnits && type.kind() == ColumnType.Kind.DECIMAL)) {
                        throw new IllegalArgumentException("inputs of " + first + " and " + type);
                    }
                }
            }
        }

        @Override
        public List<ValueType> types() {
            List<ValueType> types = new ArrayList<>(inputs.get(0).types());
            for (PlanNode input : inputs) {
                for (int i = 0; i < types.size(); i++) {
                    if (input.types().get(i).nullable()) {
                        types.set(i, types.get(i).withNullable(true));
                    }
                }
            }
            return types;
        }
    }

    /**
     * Some columns of the input's rows, in its order, and behind them the results of window functions, group after group.
     *
     * @param passed the columns that are handed on
     */
    record WindowNode(PlanNode input, List<Integer> passed, List<WindowGroup> groups) implements PlanNode {
        public WindowNode {
            passed = List.copyOf(passed);
            groups = List.copyOf(groups);
            int columnCount = input.types().size();
            passed.forEach(column -> Objects.checkIndex(column, columnCount));
            for (WindowGroup group : groups) {
                group.partition().forEach(column -> Objects.checkIndex(column, columnCount));
                group.order().forEach(key -> Objects.checkIndex(key.column(), columnCount));
            }
        }

        @Override
        public List<ValueType> types() {
            List<ValueType> types = new ArrayList<>();
            passed.forEach(column -> types.add(input.types().get(column)));
            groups.forEach(group -> group.calls().forEach(call -> types.add(call.type())));
            return types;
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Rows of constants or parameters. */
    record ValuesNode(List<ValueType> types, List<List<Expression>> rows) implements PlanNode {
        public ValuesNode {
            types = List.copyOf(types);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<Expression> row : rows) {
                if (row.size() != types.size()) {
                    throw new IllegalArgumentException("a row of " + row.size() + " values for " + types.size());
                }
            }
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }
}
