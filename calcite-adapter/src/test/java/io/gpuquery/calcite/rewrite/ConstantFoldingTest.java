package io.gpuquery.calcite.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import io.gpuquery.calcite.testing.TypedTable;
import io.gpuquery.calcite.translation.ConstantFolding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.calcite.DataContexts;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexExecutor;
import org.apache.calcite.rex.RexExecutorImpl;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.tools.FrameworkConfig;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.Planner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Constants are folded to what Calcite's compiled code computes of them, and what fails is not folded. */
class ConstantFoldingTest {
    private static final RexExecutor CALCITE = new RexExecutorImpl(DataContexts.EMPTY);

    /** What it has to leave to somebody else. */
    private static final class Counting implements RexExecutor {
        final AtomicInteger left = new AtomicInteger();

        @Override
        public void reduce(RexBuilder builder, List<RexNode> expressions, List<RexNode> reduced) {
            left.addAndGet(expressions.size());
            CALCITE.reduce(builder, expressions, reduced);
        }
    }

    /** Every kind of expression, with the names of columns replaced by values of theirs, extremes included. */
    static Stream<String> expressions() throws IOException {
        List<String> templates;
        try (InputStream in =
                Objects.requireNonNull(ConstantFoldingTest.class.getResourceAsStream("/operator-expressions.csv"))) {
            templates = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
        return templates.stream()
                .map(line -> line.strip().replaceAll("^`|`$", "").replace("``", "`"));
    }

    private static List<String> constants(String template) {
        List<String> all = new ArrayList<>();
        Map<String, TypedTable.Column> columns = new TreeMap<>();
        TypedTable.COLUMNS.forEach(column -> columns.put(column.name(), column));
        for (int draw = 0; draw < 8; draw++) {
            StringBuilder text = new StringBuilder();
            for (String part : template.split("(?<=')|(?=')|\\b", -1)) {
                TypedTable.Column column = columns.get(part);
                if (column == null) {
                    text.append(part);
                } else if (draw == 7) {
                    text.append("CAST(NULL AS ").append(column.type()).append(')');
                } else {
                    String value = column.values()
                            .get((draw + text.length() * 3) % column.values().size());
                    text.append("CAST('").append(value.replace("'", "''")).append("' AS ");
                    text.append(column.type()).append(')');
                }
            }
            all.add(text.toString());
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void foldsToWhatCalcitesCodeComputes(String template) throws Exception {
        // Calcite has other rules for binary values and identifiers written as texts.
        if (template.contains("row_no") || template.contains("raw") || template.matches(".*\\bid\\b.*")) {
            return;
        }
        int values = 0;
        Counting others = new Counting();
        RexExecutor ours = ConstantFolding.before(others);
        for (String sql : constants(template)) {
            RexNode inner = expression(sql);
            RexBuilder builder = new RexBuilder(new JavaTypeFactoryImpl(GpuQueryTypeSystem.INSTANCE));
            RexNode literals = withLiterals(builder, inner);
            List<RexNode> folded = new ArrayList<>();
            List<RexNode> expected = new ArrayList<>();
            ours.reduce(builder, List.of(literals), folded);
            CALCITE.reduce(builder, List.of(literals), expected);
            assertThat(text(folded.get(0))).as(sql).isEqualTo(text(expected.get(0)));
            values += RexUtil.isLiteral(folded.get(0), true) ? 1 : 0;
        }
        assertThat(values).as("values of %s", template).isGreaterThan(1);
        assertThat(others.left).as("expressions of %s left to others", template).hasValue(0);
    }

    /** Values of columns as literals, as a query has them. */
    private static RexNode withLiterals(RexBuilder builder, RexNode expression) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitCall(RexCall call) {
                boolean value = call.isA(SqlKind.CAST)
                        && call.getOperands().get(0) instanceof RexLiteral literal
                        && (literal.isNull() || literal.getType().getSqlTypeName() == SqlTypeName.CHAR);
                if (!value) {
                    return super.visitCall(call);
                }
                List<RexNode> reduced = new ArrayList<>();
                CALCITE.reduce(builder, List.of(call), reduced);
                return reduced.get(0);
            }
        });
    }

    private static String text(RexNode node) {
        return node + " of " + node.getType().getFullTypeString();
    }

    private static RexNode expression(String sql) throws Exception {
        FrameworkConfig config = Frameworks.newConfigBuilder()
                .defaultSchema(Frameworks.createRootSchema(false))
                .typeSystem(GpuQueryTypeSystem.INSTANCE)
                .parserConfig(
                        SqlParser.config().withUnquotedCasing(Casing.UNCHANGED).withCaseSensitive(false))
                .sqlToRelConverterConfig(SqlToRelConverter.config()
                        .withRelBuilderConfigTransform(
                                builder -> builder.withSimplify(false).withSimplifyValues(false)))
                .build();
        try (Planner planner = Frameworks.getPlanner(config)) {
            RelNode rel = ExactArithmetic.apply(
                    planner.rel(planner.validate(planner.parse("SELECT " + sql + " AS c FROM (VALUES (1)) AS t (n)")))
                            .rel);
            return ((Project) rel).getProjects().get(0);
        }
    }

    @Test
    void aFailureIsNotFoldedAndSparesItsNeighbours() throws Exception {
        RexBuilder builder = new RexBuilder(new JavaTypeFactoryImpl(GpuQueryTypeSystem.INSTANCE));
        List<RexNode> expressions = List.of(
                expression("2 + 3"),
                expression("1 / 0"),
                expression("2147483647 + 1"),
                expression("CAST('a' AS INTEGER)"),
                expression("UPPER('a')"));
        List<RexNode> folded = new ArrayList<>();
        ConstantFolding.before(new Counting()).reduce(builder, expressions, folded);
        assertThat(folded.get(0)).hasToString("5");
        assertThat(folded.subList(1, 4)).isEqualTo(expressions.subList(1, 4));
        assertThat(RexUtil.isLiteral(folded.get(4), true)).isTrue();
    }

    @Test
    void anErrorComesOnlyIfItIsExecuted() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:gpuquery:model=inline:{version: '1.0', schemas: []}");
                Statement statement = connection.createStatement()) {
            assertThat(statement
                            .executeQuery("SELECT CASE WHEN 1 > 2 THEN 1 / 0 ELSE 3 END")
                            .next())
                    .isTrue();
            assertThat(statement
                            .executeQuery("SELECT 1 / 0 FROM (VALUES (1)) AS t (n) WHERE n > 5")
                            .next())
                    .isFalse();
        }
    }
}
