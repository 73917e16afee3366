package io.gpuquery.calcite.roundtrip;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.roundtrip.RandomTable.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Random tables, written by every writer and read by SQL, are what was written; so are the rows that conditions choose. */
class RoundTripTest {
    private static final int FILTERS = 8;
    private static final List<Shape> SHAPES = List.of(Shape.values());

    @TempDir
    private Path root;

    /** Fixed seeds, the last of which once failed; those that differ each time are of the full tier. */
    static IntStream seeds() {
        return IntStream.of(0, 1, 2, 3, -1745618835);
    }

    static IntStream manySeeds() {
        return IntStream.concat(IntStream.range(100, 120), new Random().ints(20));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyValueOfEveryFormatComesBack(int seed) throws IOException, SQLException {
        roundTrip(seed, Shape.USUAL);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void everyValueOfEveryFormatComesBackInManyTables(int seed) throws IOException, SQLException {
        roundTrip(seed, SHAPES.get(Math.floorMod(seed, SHAPES.size())));
    }

    @ParameterizedTest
    @EnumSource(
            value = Shape.class,
            names = {"USUAL"},
            mode = EnumSource.Mode.EXCLUDE)
    void tablesOfEveryShapeComeBack(Shape shape) throws IOException, SQLException {
        roundTrip(7, shape);
    }

    private void roundTrip(int seed, Shape shape) throws IOException, SQLException {
        Random random = new Random(seed);
        RandomTable table = RandomTable.of(random, shape, Arrays.asList(ValueType.values()));
        for (TableFile file : TableFile.writeAll(table, root, random)) {
            String name = "seed " + seed + ", " + shape + ", " + root.relativize(file.file());
            if (file.isParquet()) {
                try (Connection connection = file.open()) {
                    check(file, connection, name + ", folder", random);
                }
            } else {
                try (Connection connection = file.openModel()) {
                    check(file, connection, name + ", model", random);
                }
            }
            try (Connection connection = file.openPlain()) {
                check(file, connection, name + ", plain", random);
            }
        }
    }

    private static void check(TableFile file, Connection connection, String name, Random random) throws SQLException {
        RandomTable table = file.table();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("SELECT * FROM t")) {
            ResultValues.assertSame(results, table, name);
        }
        for (int i = 0; i < FILTERS; i++) {
            RandomFilter filter = RandomFilter.on(table, random);
            List<Long> expected = new ArrayList<>();
            for (int row = 0; row < table.rows().size(); row++) {
                if (filter.holds().test(table.rows().get(row).get(filter.column()))) {
                    expected.add((long) row);
                }
            }
            assertThat(rowNumbers(connection, "SELECT row_no FROM t WHERE " + filter.sql(), name))
                    .as("%s: %s", name, filter.sql())
                    .isEqualTo(expected);
        }
    }

    private static List<Long> rowNumbers(Connection connection, String sql, String name) throws SQLException {
        List<Long> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            while (results.next()) {
                rows.add(results.getLong(1));
            }
        } catch (SQLException e) {
            throw new SQLException(name + ": " + sql, e);
        }
        return rows;
    }
}
