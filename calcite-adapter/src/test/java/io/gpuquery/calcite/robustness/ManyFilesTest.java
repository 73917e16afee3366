package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.testing.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A directory of very many small files is listed and queried, and only what is queried costs anything. */
@EnabledOnOs(OS.LINUX)
class ManyFilesTest {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final int QUERIED = 200;
    private static final long REGIONS_OF_THE_JVM = 300;

    @Test
    @Timeout(120)
    void twentyThousandFilesAreTables() throws Exception {
        queryAmong(20_000);
    }

    @Test
    @Tag("full")
    @Timeout(600)
    void aHundredThousandFilesAreTables() throws Exception {
        queryAmong(100_000);
    }

    private static void queryAmong(int files) throws IOException, SQLException, InterruptedException {
        Path root = Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "many")
                : Files.createTempDirectory("many");
        try {
            for (int i = 0; i < files; i++) {
                if (i % 1000 == 0) {
                    Files.createDirectory(root.resolve("d" + i / 1000));
                }
                Files.writeString(root.resolve("d" + i / 1000 + "/t" + i + ".csv"), "id,name\n" + i + ",a\n");
            }
            long regionsBefore = ProcessResources.regions();
            try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + root)) {
                assertThat(tableCount(connection)).isEqualTo(files);
                for (int i = 0; i < QUERIED; i++) {
                    int table = (int) ((long) i * files / QUERIED);
                    assertThat(Rows.of(connection, "SELECT id FROM t" + table)).containsExactly(String.valueOf(table));
                }
                assertThat(ProcessResources.mappings(root)).isZero();
                assertThat(ProcessResources.descriptors(root)).isZero();
                assertThat(ProcessResources.regions()).isLessThan(regionsBefore + REGIONS_OF_THE_JVM);
            }
            ProcessResources.awaitNone(root);
        } finally {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static int tableCount(Connection connection) throws SQLException {
        int count = 0;
        try (ResultSet tables = connection.getMetaData().getTables(null, "files", "t%", null)) {
            while (tables.next()) {
                count++;
            }
        }
        return count;
    }
}
