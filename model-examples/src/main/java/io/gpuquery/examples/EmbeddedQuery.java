package io.gpuquery.examples;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import io.gpuquery.calcite.schema.Options;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.tools.FrameworkConfig;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelRunners;

/** The tables of a directory in a program that uses Calcite without JDBC: a plan made by {@code RelBuilder}. */
public final class EmbeddedQuery {
    private EmbeddedQuery() {}

    /** How many rows of a table have each value of a column. */
    public static Map<String, Long> countBy(Path directory, String table, String column) throws SQLException {
        try (DirectorySchema files = DirectorySchema.open(directory, Options.of(Map.of("threads", 2)))) {
            SchemaPlus root = Frameworks.createRootSchema(true);
            FrameworkConfig config = Frameworks.newConfigBuilder()
                    .defaultSchema(files.addTo(root, "files"))
                    .typeSystem(GpuQueryTypeSystem.INSTANCE)
                    .build();
            RelBuilder builder = RelBuilder.create(config);
            RelNode plan = builder.scan(table)
                    .aggregate(builder.groupKey(column), builder.count().as("n"))
                    .build();
            Map<String, Long> counts = new TreeMap<>();
            try (PreparedStatement statement = RelRunners.run(plan);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    counts.put(rows.getString(1), rows.getLong(2));
                }
            }
            return counts;
        }
    }
}
