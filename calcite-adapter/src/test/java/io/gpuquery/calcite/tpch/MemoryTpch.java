package io.gpuquery.calcite.tpch;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.calcite.jdbc.CalciteConnection;

/** The tables of TPC-H in memory, made once per scale factor and process. */
public final class MemoryTpch {
    private static final Map<Double, Map<String, MemoryTable>> TABLES = new ConcurrentHashMap<>();

    private MemoryTpch() {}

    /** The tables by name; not to be changed. */
    public static Map<String, MemoryTable> tables(double scaleFactor) {
        return TABLES.computeIfAbsent(scaleFactor, factor -> {
            Map<String, MemoryTable> tables = new LinkedHashMap<>();
            TpchData.at(factor).tables().forEach(table -> tables.put(table.name(), new MemoryTable(table)));
            return tables;
        });
    }

    /** A new {@code jdbc:calcite:} connection with the tables in its root schema; names are not case-sensitive. */
    public static Connection connect(double scaleFactor, Properties more) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("caseSensitive", "false");
        properties.putAll(more);
        Connection connection = DriverManager.getConnection("jdbc:calcite:", properties);
        tables(scaleFactor).forEach(connection.unwrap(CalciteConnection.class).getRootSchema()::add);
        return connection;
    }
}
