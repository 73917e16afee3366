package io.gpuquery.calcite.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random expressions over random tables give what a plain evaluation row by row gives, errors included. */
class RandomExpressionTest {
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.BOOLEAN,
            ColumnType.TINYINT,
            ColumnType.SMALLINT,
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.DOUBLE,
            RandomExpressions.SHORT_DECIMAL,
            RandomExpressions.LONG_DECIMAL,
            RandomExpressions.WIDE_DECIMAL,
            ColumnType.VARCHAR,
            ColumnType.DATE,
            ColumnType.VARCHAR,
            ColumnType.DATE,
            ColumnType.INTEGER);

    static TestTable table(Random random, int rowCount) {
        List<ValueType> types = new ArrayList<>();
        for (int i = 0; i < TYPES.size(); i++) {
            types.add(new ValueType(TYPES.get(i), i % 3 != 0));
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int row = 0; row < rowCount; row++) {
            rows.add(types.stream().map(type -> Values.random(type, random)).toArray());
        }
        return new TestTable(types, rows, 17);
    }

    @Test
    void projectionsGiveWhatAPlainEvaluationGives() {
        LeakCheck leaks = LeakCheck.start();
        int evaluated = 0;
        for (int seed = 0; seed < 1200; seed++) {
            Random random = new Random(seed);
            TestTable table = table(random, random.nextInt(90));
            RandomExpressions expressions = new RandomExpressions(random, table);
            ColumnType type = TYPES.get(random.nextInt(TYPES.size()));
            Expression expression = expressions.of(type, 1 + random.nextInt(4));
            List<String> expected = expected(table, expression, null);
            PlanNode plan = new PlanNode.ProjectNode(table.scan(), List.of(expression));
            Runs.Way way = Runs.WAYS.get(seed % Runs.WAYS.size());
            assertThat(actual(plan, way)).as("seed %d: %s", seed, expression).isEqualTo(expected);
            evaluated += expected == null ? 0 : 1;
        }
        assertThat(evaluated).isGreaterThan(600);
        leaks.verify();
    }

    @Test
    void filtersKeepTheRowsThatAPlainEvaluationKeeps() {
        for (int seed = 0; seed < 600; seed++) {
            Random random = new Random(seed);
            TestTable table = table(random, random.nextInt(120));
            RandomExpressions expressions = new RandomExpressions(random, table);
            Expression condition = Values.call(
                    Operation.AND,
                    ValueType.nullable(ColumnType.BOOLEAN),
                    expressions.of(ColumnType.BOOLEAN, 2),
                    expressions.of(ColumnType.BOOLEAN, 2));
            Expression output = expressions.of(TYPES.get(random.nextInt(TYPES.size())), 1);
            List<String> expected = expected(table, output, condition);
            PlanNode plan = new PlanNode.ProjectNode(new PlanNode.FilterNode(table.scan(), condition), List.of(output));
            Runs.Way way = Runs.WAYS.get(seed % Runs.WAYS.size());
            List<String> actual = actual(plan, way);
            assertThat(actual)
                    .as("seed %d: %s where %s", seed, output, condition)
                    .isEqualTo(expected);
        }
    }

    /** Null where it fails. */
    private static @Nullable List<String> expected(TestTable table, Expression output, @Nullable Expression condition) {
        List<String> values = new ArrayList<>();
        try {
            for (@Nullable Object[] row : table.rows()) {
                if (condition == null || passes(condition, row)) {
                    values.add(text(Reference.evaluate(output, row)));
                }
            }
            return values;
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** A row is out at the first conjunct that is not TRUE. */
    private static boolean passes(Expression condition, @Nullable Object[] row) {
        return (condition instanceof Expression.Call call && call.operation() == Operation.AND)
                ? call.operands().stream().allMatch(operand -> passes(operand, row))
                : Boolean.TRUE.equals(Reference.evaluate(condition, row));
    }

    private static @Nullable List<String> actual(PlanNode plan, Runs.Way way) {
        List<String> values = new ArrayList<>();
        List<@Nullable Object[]> rows;
        try {
            rows = Runs.rows(plan, way);
        } catch (ArithmeticException | IllegalArgumentException e) {
            return null;
        }
        rows.forEach(row -> values.add(text(row[0])));
        return values;
    }

    static String text(@Nullable Object value) {
        Object plain = Reference.plain(value);
        return (plain instanceof Number number && !(plain instanceof Double))
                ? Reference.exact(number).stripTrailingZeros().toPlainString()
                : String.valueOf(plain);
    }
}
