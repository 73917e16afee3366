package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.engine.ColumnStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** EXPLAIN PLAN FOR names our operators, the device and the columns, whichever way a user comes to the tables. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainTest {
    /** How a user comes to the tables. */
    enum Way {
        DRIVER,
        PLAIN
    }

    private final Map<Way, Connection> connections = new EnumMap<>(Way.class);

    @BeforeAll
    void open(@TempDir Path directory) throws IOException, SQLException {
        Files.writeString(directory.resolve("orders.csv"), "id,country,amount\n1,DE,5\n2,FR,7\n3,DE,9\n");
        connections.put(Way.DRIVER, DriverManager.getConnection("jdbc:gpuquery:directory='" + directory + "'"));
        connections.put(
                Way.PLAIN,
                DriverManager.getConnection("jdbc:calcite:caseSensitive=false;unquotedCasing=UNCHANGED;typeSystem="
                        + GpuQueryTypeSystem.class.getName()
                        + ";model=inline:{version: '1.0', defaultSchema: 'F', schemas: [{name: 'F', type: 'custom',"
                        + " factory: 'io.gpuquery.calcite.schema.DirectorySchemaFactory', operand: {directory: '"
                        + directory + "'}}]}"));
    }

    @AfterAll
    void close() throws Exception {
        for (Connection connection : connections.values()) {
            connection.close();
        }
        // Nobody tells a plain connection's schema that it is over, only that nothing refers to it.
        connections.clear();
        ColumnStore.ofProcess().clear();
        Leftovers.awaitNone();
    }

    static Stream<Arguments> statements() {
        return Stream.of(
                        Arguments.of("select id from orders", new String[] {"DeviceScan", "id"}),
                        Arguments.of(
                                "select id from orders where amount * 2 > 9",
                                new String[] {"DeviceFilter(condition=", "amount", "DeviceScan"}),
                        Arguments.of(
                                "select id, amount * 2 as twice from orders",
                                new String[] {"DeviceProject(", "twice", "amount", "DeviceScan"}),
                        Arguments.of("select country, sum(amount) as total from orders group by country", new String[] {
                            "DeviceAggregate(group=[[country]]", "SUM(amount", "AS total", "columns=[[country, amount]]"
                        }),
                        Arguments.of(
                                "select id from orders order by country desc, id",
                                new String[] {"DeviceSort(keys=[[country DESC", "id"}),
                        Arguments.of(
                                "select id from orders order by id limit 2",
                                new String[] {"DeviceSort(keys=[[id]], fetch=[2])", "DeviceScan"}),
                        Arguments.of(
                                "select id from orders limit 2 ", new String[] {"DeviceSort(fetch=[2])", "DeviceScan"}),
                        Arguments.of(
                                "select a.id, b.amount from orders as a left join orders as b on a.id = b.amount and b.id > a.id",
                                new String[] {"DeviceJoin(type=[left], condition=[(id = amount) AND (id0 > id)])"}),
                        Arguments.of(
                                "select id from orders as a where exists (select 1 from orders as b where b.id = a.id)",
                                new String[] {"DeviceJoin(type=[semi], condition=[id = id0])"}),
                        Arguments.of(
                                "select a.id from orders as a, orders as b", new String[] {"DeviceJoin(type=[inner])"}),
                        Arguments.of(
                                "select id from orders union all select amount from orders",
                                new String[] {"DeviceUnion(all=[true])", "DeviceScan", "amount"}),
                        Arguments.of(
                                "select id from orders union all values (7)",
                                new String[] {"DeviceUnion(all=[true])", "DeviceValues(", "7"}))
                .flatMap(statement -> Stream.of(Way.values())
                        .map(way ->
                                Arguments.of(way, statement.get()[0], statement.get()[1])));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void namesOperatorsDeviceAndColumns(Way way, String sql, String[] expected) throws SQLException {
        Connection connection = Objects.requireNonNull(connections.get(way));
        String plan = Rows.plan(connection, sql);
        assertThat(plan).startsWith("DeviceToEnumerable(device=[cpu])").contains(expected);
        assertThat(plan.lines().filter(line -> !line.isBlank()))
                .allMatch(line -> line.strip().startsWith("Device"))
                .last()
                .matches(line -> line.contains("DeviceScan(table=[[") || line.contains("DeviceValues("));
        assertThat(Rows.of(connection, sql)).isNotEmpty();
    }
}
