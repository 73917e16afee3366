package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.testing.Rows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
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

    /** As a tool does when it connects, through our driver and through Calcite's. */
    @Test
    @Timeout(60)
    void toolsListTheColumnsOfTenThousandFilesOfWhichOneIsBroken() throws Exception {
        within(10_000, root -> {
            Files.writeString(root.resolve("d0/tbroken.json"), "{\"a\": [1, 2");
            String model =
                    "inline:{\"version\": \"1.0\", \"schemas\": [{\"name\": \"files\", \"type\": \"custom\", \"factory\":"
                            + " \"io.gpuquery.calcite.schema.DirectorySchemaFactory\", \"operand\": {\"directory\": \""
                            + root
                            + "\"}}]}";
            for (String url : List.of("jdbc:gpuquery:directory=" + root, "jdbc:calcite:model=" + model)) {
                try (Connection connection = DriverManager.getConnection(url)) {
                    DatabaseMetaData metaData = connection.getMetaData();
                    assertThat(count(metaData.getTables(null, "files", "t%", null)))
                            .isEqualTo(10_001);
                    assertThat(count(metaData.getColumns(null, "files", "t%", "%")))
                            .isEqualTo(20_000);
                }
            }
        });
    }

    /** Does something with a folder of so many files, which are gone afterwards. */
    private static void within(int files, UseOfFolder use) throws Exception {
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
            use.of(root);
        } finally {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    @FunctionalInterface
    private interface UseOfFolder {
        void of(Path root) throws Exception;
    }

    private static void queryAmong(int files) throws Exception {
        within(files, root -> {
            long regionsBefore = ProcessResources.regions();
            try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + root)) {
                assertThat(count(connection.getMetaData().getTables(null, "files", "t%", null)))
                        .isEqualTo(files);
                for (int i = 0; i < QUERIED; i++) {
                    int table = (int) ((long) i * files / QUERIED);
                    assertThat(Rows.of(connection, "SELECT id FROM t" + table)).containsExactly(String.valueOf(table));
                }
                assertThat(ProcessResources.mappings(root)).isZero();
                assertThat(ProcessResources.descriptors(root)).isZero();
                assertThat(ProcessResources.regions()).isLessThan(regionsBefore + REGIONS_OF_THE_JVM);
            }
            ProcessResources.awaitNone(root);
        });
    }

    private static int count(ResultSet results) throws SQLException {
        int count = 0;
        try (results) {
            while (results.next()) {
                count++;
            }
        }
        return count;
    }
}
