package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import io.gpuquery.calcite.schema.Options;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.tools.FrameworkConfig;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelRunners;
import org.junit.jupiter.api.Test;

/** The schema embedded in a program, with what Maven brings for the adapter's artifact. */
class ArtifactsTest {
    @Test
    void aRelBuilderCountsTheRowsOfAParquetFile() throws Exception {
        Path examples = Path.of(System.getProperty("examples"));
        try (DirectorySchema files = DirectorySchema.open(examples, Options.of(Map.of()))) {
            SchemaPlus root = Frameworks.createRootSchema(true);
            FrameworkConfig config = Frameworks.newConfigBuilder()
                    .defaultSchema(files.addTo(root, "files"))
                    .typeSystem(GpuQueryTypeSystem.INSTANCE)
                    .build();
            RelBuilder builder = RelBuilder.create(config);
            RelNode plan = builder.scan("customers")
                    .aggregate(builder.groupKey(), builder.count().as("n"))
                    .build();
            try (PreparedStatement statement = RelRunners.run(plan);
                    ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertEquals(8, rows.getLong(1));
            }
        }
    }

    @Test
    void theShellAndALoggingBackendAreNotForcedOnEmbedders() {
        assertThrows(ClassNotFoundException.class, () -> Class.forName("sqlline.SqlLine"));
        assertThrows(ClassNotFoundException.class, () -> Class.forName("org.slf4j.nop.NOPServiceProvider"));
        assertThrows(ClassNotFoundException.class, () -> Class.forName("org.apache.hadoop.conf.Configuration"));
    }
}
