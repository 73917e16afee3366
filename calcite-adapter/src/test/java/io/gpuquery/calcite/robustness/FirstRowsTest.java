package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.exec.Receipt;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who wants a few rows of a large text reads a part of it whose size does not depend on that of the file. */
class FirstRowsTest {
    /** What threads may have begun to read before they hear that nobody wants more. */
    private static final long MOST_BYTES = 8L << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"t.csv", "t.json", "array.json", "t.csv.gz"})
    void aLimitReadsTheStartOfALargeFile(String name) throws IOException, SQLException {
        readStart(name, 48L << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t.csv", "t.json", "array.json", "t.csv.gz"})
    @Tag("full")
    void aLimitReadsTheStartOfAHugeFile(String name) throws IOException, SQLException {
        readStart(name, 1L << 30);
    }

    private void readStart(String name, long sizeBytes) throws IOException, SQLException {
        Path file = folder.resolve(name);
        write(file, sizeBytes);
        String table = name.substring(0, name.indexOf('.'));
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder);
                Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("select id, name, price from \"" + table + "\" limit 10")) {
                for (int id = 0; id < 10; id++) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getLong(1)).isEqualTo(id);
                    assertThat(rows.getString(2)).isEqualTo("name " + id % 7);
                    assertThat(rows.getDouble(3)).isEqualTo(id + 0.25);
                }
                assertThat(rows.next()).isFalse();
            }
            Receipt receipt = statement.unwrap(Receipt.class);
            assertThat(receipt.bytesDecoded.sum()).isPositive().isLessThan(MOST_BYTES);
            try (ResultSet rows = statement.executeQuery("select id from \"" + table + "\" where price < 0 limit 10")) {
                assertThat(rows.next()).isFalse();
            }
            // The same counter tells that a whole file was read.
            assertThat(statement.unwrap(Receipt.class).bytesDecoded.sum()).isGreaterThan(sizeBytes / 2);
        }
        Files.delete(file);
    }

    private static void write(Path file, long sizeBytes) throws IOException {
        String name = file.toString();
        boolean json = name.endsWith(".json");
        boolean array = name.endsWith("array.json");
        try (OutputStream plain = Files.newOutputStream(file);
                OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(plain, 1 << 16) : plain) {
            out.write((json ? array ? "[" : "" : "id,name,price\n").getBytes(StandardCharsets.UTF_8));
            long written = 0;
            for (int id = 0; written < sizeBytes; ) {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < 10_000; i++, id++) {
                    if (json) {
                        text.append(array && id > 0 ? ",\n" : "")
                                .append("{\"id\":")
                                .append(id)
                                .append(",\"name\":\"name ")
                                .append(id % 7)
                                .append("\",\"price\":")
                                .append(id)
                                .append(".25}")
                                .append(array ? "" : "\n");
                    } else {
                        text.append(id)
                                .append(",name ")
                                .append(id % 7)
                                .append(',')
                                .append(id)
                                .append(".25\n");
                    }
                }
                byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
                out.write(bytes);
                written += bytes.length;
            }
            out.write((array ? "]" : "").getBytes(StandardCharsets.UTF_8));
        }
    }
}
