package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.schema.Options;
import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.calcite.testing.Rows;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCacheTest {
    private static final String SUM = "select sum(n) from numbers";

    @TempDir
    private Path directory;

    private DirectorySchema schema;
    private PlanCache plans;

    @BeforeEach
    void writeFiles() throws IOException {
        write("numbers", "n\n1\n2\n");
        schema = DirectorySchema.open(directory, Options.DEFAULT);
        plans = schema.engine().companion(PlanCache.class, PlanCache::new);
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        schema.close();
        plans = new PlanCache();
        Leftovers.awaitNone();
    }

    private void write(String table, String text) throws IOException {
        // By renaming: what is written in place is a table cut short for a moment.
        Path written = Files.writeString(directory.resolve(".written"), text);
        Files.move(
                written,
                directory.resolve(table + ".csv"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private Connection connect(String more) throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + directory + more);
    }

    private long hitsDuring(SqlAction action) throws Exception {
        long before = plans.hitCount();
        action.run();
        return plans.hitCount() - before;
    }

    private interface SqlAction {
        void run() throws Exception;
    }

    @Test
    void aRepeatedStatementIsPlannedOnce() throws Exception {
        try (Connection connection = connect("")) {
            assertThat(hitsDuring(() -> assertThat(Rows.of(connection, SUM)).containsExactly("3")))
                    .isZero();
            assertThat(hitsDuring(() -> assertThat(Rows.of(connection, SUM)).containsExactly("3")))
                    .isEqualTo(1);
        }
    }

    @Test
    void connectionsToOneDirectoryShareTheirPlansAlsoAfterTheFirstIsClosed() throws Exception {
        try (Connection first = connect("")) {
            Rows.of(first, SUM);
        }
        try (Connection second = connect("")) {
            assertThat(hitsDuring(() -> assertThat(Rows.of(second, SUM)).containsExactly("3")))
                    .isEqualTo(1);
        }
    }

    @Test
    void tablesAboutTheDirectoryAreThoseOfTheConnectionThatAsks() throws Exception {
        String sql = "select table_name from sys.tables";
        try (Connection first = connect("")) {
            assertThat(Rows.of(first, sql)).containsExactly("numbers");
        }
        try (Connection second = connect("")) {
            assertThat(Rows.of(second, sql)).containsExactly("numbers");
            write("more", "a\n1\n");
            assertThat(Rows.of(second, sql)).containsExactlyInAnyOrder("numbers", "more");
        }
    }

    @Test
    void newDataNeedsNoNewPlan() throws Exception {
        try (Connection connection = connect("")) {
            Rows.of(connection, SUM);
            write("numbers", "n\n10\n20\n30\n");
            assertThat(hitsDuring(() -> assertThat(Rows.of(connection, SUM)).containsExactly("60")))
                    .isEqualTo(1);
        }
    }

    @Test
    void aColumnOfAnotherTypeNeedsANewPlan() throws Exception {
        try (Connection connection = connect("")) {
            assertThat(typeOf(connection, "select max(n) from numbers")).isEqualTo(Types.BIGINT);
            write("numbers", "n\nab\ncd\n");
            assertThat(hitsDuring(() -> {
                        assertThat(typeOf(connection, "select max(n) from numbers"))
                                .isEqualTo(Types.VARCHAR);
                        assertThat(Rows.of(connection, "select max(n) as m from numbers"))
                                .containsExactly("cd");
                    }))
                    .isZero();
        }
    }

    @Test
    void aColumnThatIsGoneIsAnErrorAlsoWhereOnlyAnUnusedSubqueryNamesIt() throws Exception {
        String sql = "with unused as (select n from numbers) select count(*) from (values (1), (2)) as t (x)";
        try (Connection connection = connect("")) {
            assertThat(Rows.of(connection, sql)).containsExactly("2");
            assertThat(Rows.of(connection, sql)).containsExactly("2");
            write("numbers", "m\n1\n");
            assertThatThrownBy(() -> Rows.of(connection, sql)).hasMessageContaining("There is no column \"n\"");
        }
    }

    @Test
    void aNewTableNeedsANewPlanAndAVanishedOneIsMissed() throws Exception {
        String sql = "select * from other";
        try (Connection connection = connect("")) {
            assertThatThrownBy(() -> Rows.of(connection, sql)).hasMessageContaining("no table \"other\"");
            write("other", "a\n1\n");
            assertThat(Rows.of(connection, sql)).containsExactly("1");
            Files.delete(directory.resolve("other.csv"));
            assertThatThrownBy(() -> Rows.of(connection, sql)).hasMessageContaining("no table \"other\"");
            write("other", "a,b\n1,2\n");
            assertThat(Rows.of(connection, sql)).containsExactly("1,2");
        }
    }

    @Test
    void newPartsOfATableAreReadByARepeatedStatement() throws Exception {
        Files.createDirectory(directory.resolve("parts"));
        write("parts/part-1", "n\n1\n");
        write("parts/part-2", "n\n2\n");
        try (Connection connection = connect("")) {
            for (String table : List.of("parts", "\"parts/*.csv\"")) {
                assertThat(Rows.of(connection, "select sum(n) from " + table)).containsExactly("3");
            }
            write("parts/part-3", "n\n4\n");
            for (String table : List.of("parts", "\"parts/*.csv\"")) {
                assertThat(Rows.of(connection, "select sum(n) from " + table)).containsExactly("7");
            }
            write("parts/part-3", "n\n40\n50\n");
            for (String table : List.of("parts", "\"parts/*.csv\"")) {
                assertThat(Rows.of(connection, "select sum(n) from " + table)).containsExactly("93");
            }
        }
    }

    @Test
    void aNameThatBecomesAmbiguousIsAnErrorOfARepeatedStatementToo() throws Exception {
        try (Connection connection = connect("")) {
            Rows.of(connection, SUM);
            Files.writeString(directory.resolve("numbers.ndjson"), "{\"n\": 5}\n");
            assertThatThrownBy(() -> Rows.of(connection, SUM)).hasMessageContaining("may be any of 2 tables");
        }
    }

    @Test
    void settingsThatChangeTheMeaningHavePlansOfTheirOwn() throws Exception {
        String sql = "select N from numbers limit 1";
        try (Connection insensitive = connect("");
                Connection sensitive = connect(";caseSensitive=true")) {
            assertThat(Rows.of(insensitive, sql)).containsExactly("1");
            assertThatThrownBy(() -> Rows.of(sensitive, sql)).hasMessageContaining("column");
        }
        try (Connection connection = connect(";device=host");
                Connection other = connect("")) {
            assertThat(hitsDuring(() -> {
                        Rows.of(connection, SUM);
                        Rows.of(other, SUM);
                    }))
                    .isZero();
        }
    }

    @Test
    void anotherDefaultSchemaIsAnotherStatement() throws Exception {
        try (Connection connection = connect("")) {
            Rows.of(connection, SUM);
            connection.setSchema("metadata");
            assertThatThrownBy(() -> Rows.of(connection, SUM)).hasMessageContaining("no table \"numbers\"");
        }
    }

    @Test
    void theLimitOfAStatementIsNoPartOfItsPlan() throws Exception {
        String sql = "select n from numbers";
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            statement.setMaxRows(1);
            try (ResultSet results = statement.executeQuery(sql)) {
                assertThat(Rows.of(results)).containsExactly("1");
            }
            assertThat(hitsDuring(() -> assertThat(Rows.of(connection, sql)).containsExactly("1", "2")))
                    .isEqualTo(1);
            assertThat(hitsDuring(() -> {
                        try (ResultSet results = statement.executeQuery(sql)) {
                            assertThat(Rows.of(results)).containsExactly("1");
                        }
                    }))
                    .isEqualTo(1);
        }
    }

    @Test
    void preparedStatementsShareAPlanAndNotTheirParameters() throws Exception {
        String sql = "select count(*) from numbers where n > ?";
        try (Connection connection = connect("");
                PreparedStatement first = connection.prepareStatement(sql);
                PreparedStatement second = connection.prepareStatement(sql)) {
            assertThat(plans.hitCount()).isEqualTo(1);
            first.setInt(1, 0);
            second.setInt(1, 1);
            assertThat(second.getParameterMetaData().getParameterCount()).isEqualTo(1);
            try (ResultSet all = first.executeQuery();
                    ResultSet one = second.executeQuery()) {
                assertThat(Rows.of(all)).containsExactly("2");
                assertThat(Rows.of(one)).containsExactly("1");
            }
        }
    }

    @Test
    void anExplanationIsOfTheMomentAndNotKept() throws Exception {
        try (Connection connection = connect("")) {
            Rows.plan(connection, SUM);
            assertThat(hitsDuring(() -> assertThat(Rows.plan(connection, SUM)).isNotEmpty()))
                    .isZero();
            assertThat(plans.size()).isZero();
        }
    }

    @Test
    void aStatementThatFailsIsNotKept() throws Exception {
        String sql = "select nn from numbers";
        try (Connection connection = connect("")) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> Rows.of(connection, sql))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("There is no column \"nn\"");
            }
            assertThat(plans.size()).isZero();
        }
    }

    @Test
    void theClockIsReadByEachExecution() throws Exception {
        try (Connection connection = connect("")) {
            String sql = "select current_timestamp from numbers limit 1";
            List<String> first = Rows.of(connection, sql);
            Thread.sleep(5);
            assertThat(hitsDuring(() -> assertThat(Rows.of(connection, sql)).isNotEqualTo(first)))
                    .isEqualTo(1);
        }
    }

    @Test
    void aStatementOverTablesOfOthersIsNotKept() throws Exception {
        try (Connection connection = connect("")) {
            Rows.of(connection, SUM);
            connection.unwrap(CalciteConnection.class).getRootSchema().add("mine", new OneRow());
            assertThat(hitsDuring(() -> {
                        assertThat(Rows.of(connection, "select * from mine")).containsExactly("7");
                        assertThat(Rows.of(connection, "select * from mine")).containsExactly("7");
                        Rows.of(connection, SUM);
                    }))
                    .isZero();
        }
    }

    private static final class OneRow extends AbstractTable implements ScannableTable {
        @Override
        public RelDataType getRowType(RelDataTypeFactory types) {
            return types.builder().add("x", SqlTypeName.INTEGER).build();
        }

        @Override
        public Enumerable<Object[]> scan(org.apache.calcite.DataContext context) {
            return Linq4j.singletonEnumerable(new Object[] {7});
        }
    }

    @Test
    void viewsAndTablesOfAModelAreLookedAtAgain() throws Exception {
        String model = "{version: '1.0', defaultSchema: 'v', schemas: ["
                + "{name: 'files', type: 'custom', factory: 'io.gpuquery.calcite.schema.DirectorySchemaFactory',"
                + " operand: {directory: '" + directory + "'}},"
                + "{name: 'v', tables: [{name: 'sums', type: 'view', sql: 'select sum(n) as s from files.numbers'},"
                + " {name: 'single', type: 'custom', factory: 'io.gpuquery.calcite.schema.DirectoryTableFactory',"
                + " operand: {path: '" + directory.resolve("numbers.csv") + "'}}]}]}";
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:model=inline:" + model)) {
            for (int i = 0; i < 2; i++) {
                assertThat(Rows.of(connection, "select s from sums")).containsExactly("3");
                assertThat(Rows.of(connection, "select max(n) from single")).containsExactly("2");
            }
            write("numbers", "n\nx\ny\n");
            assertThat(Rows.of(connection, "select max(n) from single")).containsExactly("y");
            assertThatThrownBy(() -> Rows.of(connection, "select s from sums")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void manyThreadsMayUseOnePlan() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<List<String>>> tasks = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                int limit = i % 3;
                tasks.add(() -> {
                    try (Connection connection = connect("")) {
                        return Rows.of(connection, "select sum(n) from numbers where n > " + limit);
                    }
                });
            }
            List<String> sums = List.of("3", "2", "null");
            List<Future<List<String>>> results = threads.invokeAll(tasks);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).containsExactly(sums.get(i % 3));
            }
            assertThat(plans.size()).isEqualTo(3);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theNumberOfPlansAndTheLengthOfTheirTextsAreBounded() {
        PlanCache few = new PlanCache(2);
        CachedPlan<Object> plan = new CachedPlan<>(
                "",
                List.of(),
                java.util.Map.of(),
                new UnicodeTypes().builder().build(),
                List.of(),
                Meta.CursorFactory.ARRAY,
                List.of(),
                Meta.StatementType.SELECT,
                context -> Linq4j.emptyEnumerable(),
                List.of());
        for (String sql : List.of("a", "b", "c")) {
            few.put(key(sql), List.of(), plan);
        }
        assertThat(few.size()).isEqualTo(2);
        assertThat(few.find(key("a"), List.of())).isNull();
        assertThat(few.find(key("c"), List.of())).isSameAs(plan);
        few.put(key("x".repeat(1 << 20)), List.of(), plan);
        assertThat(few.find(key("c"), List.of())).isSameAs(plan);
        PlanCache many = new PlanCache(1000);
        for (int i = 0; i < 100; i++) {
            many.put(key(i + "x".repeat(100_000)), List.of(), plan);
        }
        assertThat(many.size()).isBetween(10, 50);
    }

    private static PlanCache.Key key(String sql) {
        return new PlanCache.Key(sql, List.of("files"), new PlanCache.Settings(List.of(), java.util.Map.of(), "UTC"));
    }

    @Test
    void aPlanThatIsKeptDoesNotKeepItsConnection() throws Exception {
        WeakReference<Connection> lost = runAndForget();
        for (int i = 0; i < 100 && lost.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(lost.get()).isNull();
        assertThat(plans.size()).isEqualTo(1);
    }

    /** Never closed. */
    private WeakReference<Connection> runAndForget() throws SQLException {
        Connection connection = connect("");
        Rows.of(connection, SUM);
        return new WeakReference<>(connection.unwrap(CalciteConnection.class));
    }

    private static int typeOf(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            return results.getMetaData().getColumnType(1);
        }
    }
}
