package io.gpuquery.calcite.tpch;

import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.schema.SchemaPlus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** TPC-H on tables in memory, through a plain {@code jdbc:calcite:} connection that names our type system. */
final class MemoryTpchTest extends TpchSuite {
    private Connection connection;

    @BeforeAll
    void open() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("caseSensitive", "false");
        properties.setProperty("typeSystem", GpuQueryTypeSystem.class.getName());
        connection = DriverManager.getConnection("jdbc:calcite:", properties);
        SchemaPlus root = connection.unwrap(CalciteConnection.class).getRootSchema();
        for (TpchData.Table table : TpchData.at(scaleFactor()).tables()) {
            root.add(table.name(), new MemoryTable(table));
        }
    }

    @AfterAll
    void close() throws SQLException {
        connection.close();
    }

    @Override
    protected Connection connection() {
        return connection;
    }
}
