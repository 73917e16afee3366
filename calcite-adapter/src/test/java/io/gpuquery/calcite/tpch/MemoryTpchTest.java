package io.gpuquery.calcite.tpch;

import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** TPC-H on tables in memory, through a plain {@code jdbc:calcite:} connection that names our type system. */
final class MemoryTpchTest extends TpchSuite {
    private Connection connection;

    @BeforeAll
    void open() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("typeSystem", GpuQueryTypeSystem.class.getName());
        connection = MemoryTpch.connect(scaleFactor(), properties);
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
