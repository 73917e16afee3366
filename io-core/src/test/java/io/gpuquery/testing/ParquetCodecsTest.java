package io.gpuquery.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetCodecsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = CompressionCodecName.class,
            names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
    void filesOfEveryCodecAreReadByDuckDb(CompressionCodecName codec) throws IOException, SQLException {
        Path file = folder.resolve("numbers.parquet");
        write(file, codec);

        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT sum(n)::BIGINT, count(DISTINCT s) FROM '" + file + "'")) {
            rows.next();
            assertThat(rows.getLong(1)).isEqualTo(499_500);
            assertThat(rows.getLong(2)).isEqualTo(7);
        }
    }

    @Test
    void aCodecWithoutWriterIsRefused() {
        assertThatThrownBy(() -> write(folder.resolve("numbers.parquet"), CompressionCodecName.LZO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no writer for LZO");
    }

    @Test
    void hadoopIsNotOnTheClassPathOfTests() {
        assertThatThrownBy(() -> Class.forName("org.apache.hadoop.conf.Configuration"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    private static void write(Path file, CompressionCodecName codec) throws IOException {
        MessageType schema =
                MessageTypeParser.parseMessageType("message numbers { required int64 n; optional binary s (UTF8); }");
        SimpleGroupFactory rows = new SimpleGroupFactory(schema);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration(Map.of()))
                .withCodecFactory(new ParquetCodecs())
                .withCompressionCodec(codec)
                .withType(schema)
                .build()) {
            for (int i = 0; i < 1000; i++) {
                writer.write(rows.newGroup().append("n", (long) i).append("s", "value " + i % 7));
            }
        }
    }
}
