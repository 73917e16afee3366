package io.gpuquery.calcite.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.calcite.tpch.TpchData;
import io.gpuquery.calcite.tpch.TpchFiles;
import io.gpuquery.calcite.tpch.TpchQueries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptListener;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.runtime.Hook;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Planning stays in bounds that do not depend on the machine: so many times the planner tries a rule, and so many nodes come of it. What
 * each takes is a few microseconds.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlanningStepsTest {
    /** Of a star: tables around the one in the middle. */
    private static final int RAYS = 7;

    /** Half as many again as there are. */
    private static final int MOST_ATTEMPTS = 130;

    private static final int MOST_PRODUCTIONS = 45;
    private static final int ATTEMPTS_PER_TABLE = 10;

    private Path tpch;
    private Path star;

    @BeforeAll
    void write(@TempDir Path root) throws IOException {
        tpch = root.resolve("tpch");
        TpchFiles.writeCsv(TpchData.at(0.001), tpch);
        star = Files.createDirectory(root.resolve("star"));
        String keys = IntStream.range(0, RAYS).mapToObj(ray -> "k" + ray).collect(Collectors.joining(","));
        String row = IntStream.range(0, RAYS).mapToObj(ray -> "1").collect(Collectors.joining(","));
        Files.writeString(star.resolve("facts.csv"), keys + ",amount\n" + (row + ",5\n").repeat(100));
        for (int ray = 0; ray < RAYS; ray++) {
            Files.writeString(star.resolve("d" + ray + ".csv"), "id,name\n1,one\n2,two\n");
        }
    }

    /** What a planner did. */
    private static final class Steps implements RelOptListener {
        private int attempts;
        private int productions;

        @Override
        public void ruleAttempted(RuleAttemptedEvent event) {
            attempts += event.isBefore() ? 1 : 0;
        }

        @Override
        public void ruleProductionSucceeded(RuleProductionEvent event) {
            productions += event.isBefore() ? 1 : 0;
        }

        @Override
        public void relEquivalenceFound(RelEquivalenceEvent event) {}

        @Override
        public void relDiscarded(RelDiscardedEvent event) {}

        @Override
        public void relChosen(RelChosenEvent event) {}
    }

    private static Steps steps(Path directory, String sql) throws SQLException {
        Steps steps = new Steps();
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + directory);
                Hook.Closeable hook =
                        Hook.PLANNER.addThread((Object planner) -> ((RelOptPlanner) planner).addListener(steps))) {
            assertThat(hook).isNotNull();
            assertThat(Rows.plan(connection, sql)).contains("DeviceJoin").doesNotContain("EnumerableJoin");
        }
        assertThat(steps.attempts).isPositive();
        return steps;
    }

    private static String star(int rays) {
        String tables = IntStream.range(0, rays).mapToObj(ray -> ", d" + ray).collect(Collectors.joining());
        String joins = IntStream.range(0, rays)
                .mapToObj(ray -> "k" + ray + " = d" + ray + ".id and d" + ray + ".name <> 'three'")
                .collect(Collectors.joining(" and "));
        return "select d0.name, sum(amount) from facts" + tables + " where " + joins + " group by d0.name order by 1";
    }

    @Test
    void eightTablesOfTpchTakeFewSteps() throws SQLException {
        Steps steps = steps(tpch, TpchQueries.sql("q08"));
        assertThat(steps.attempts).isLessThan(MOST_ATTEMPTS);
        assertThat(steps.productions).isLessThan(MOST_PRODUCTIONS);
    }

    @Test
    void aStarOfEightTablesTakesFewStepsAndGrowsWithItsTablesAlone() throws SQLException {
        Steps few = steps(star, star(3));
        Steps many = steps(star, star(RAYS));
        assertThat(many.attempts).isLessThan(MOST_ATTEMPTS);
        assertThat(many.productions).isLessThan(MOST_PRODUCTIONS);
        assertThat(many.attempts - few.attempts).isLessThanOrEqualTo((RAYS - 3) * ATTEMPTS_PER_TABLE);
    }
}
