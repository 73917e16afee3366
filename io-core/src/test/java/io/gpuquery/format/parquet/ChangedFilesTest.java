package io.gpuquery.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are cut or rewritten while they are read: an error that names the file, and the JVM lives. */
class ChangedFilesTest {
    @TempDir
    private Path folder;

    private Map<LiveResources.Kind, Long> before = Map.of();

    @BeforeEach
    void countResources() {
        before = LiveResources.snapshot();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(LiveResources.snapshot()).isEqualTo(before);
    }

    private Path file(String codec, String version) throws SQLException {
        Path file = folder.resolve("changing.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT hash(i) AS h, random() AS d, md5(i::VARCHAR) AS s, (i % 9)::VARCHAR AS k"
                    + " FROM range(100000) AS r(i)) TO '" + file
                    + "' (FORMAT parquet, ROW_GROUP_SIZE 20480, COMPRESSION "
                    + codec + ", PARQUET_VERSION " + version + ")");
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "uncompressed, V1",
        "uncompressed, V2",
        "snappy, V1",
        "snappy, V2",
        "gzip, V2",
        "zstd, V1",
        "zstd, V2",
        "lz4_raw, V2"
    })
    void aFileThatIsCutWhileItIsReadGivesAnError(String codec, String version) throws SQLException, IOException {
        Path file = file(codec, version);
        long size = Files.size(file);
        assertThat(size).as("mapped, not copied").isGreaterThan(1 << 20);

        try (ParquetTable table = ParquetTable.open(file)) {
            boolean[] cut = {false};
            assertThatThrownBy(() -> table.scan(table.allColumns(), List.of(), 4096, batch -> {
                        if (!cut[0]) {
                            cut[0] = true;
                            truncate(file, size / 10);
                        }
                    }))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uncompressed", "zstd"})
    void aFileThatIsRewrittenWhileItIsReadGivesAnError(String codec) throws SQLException {
        Path file = file(codec, "V2");

        try (ParquetTable table = ParquetTable.open(file)) {
            boolean[] changed = {false};
            assertThatThrownBy(() -> table.scan(table.allColumns(), List.of(), 4096, batch -> {
                        if (!changed[0]) {
                            changed[0] = true;
                            overwrite(file);
                        }
                    }))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("was rewritten while it was read (" + file);
        }
    }

    private static void truncate(Path file, long size) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void overwrite(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] noise = new byte[1 << 20];
            java.util.Arrays.fill(noise, (byte) 0x5a);
            channel.write(ByteBuffer.wrap(noise), 1000);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
