package io.gpuquery.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.format.parquet.ParquetWriting.Nulls;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that DuckDB writes, and what DuckDB reads from parquet-java's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DuckDbFilesTest {
    private static final int ROWS = 5000;

    @TempDir
    private Path folder;

    private Map<LiveResources.Kind, Long> before = Map.of();
    private Connection duckDb;

    DuckDbFilesTest() throws SQLException {
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
    }

    @BeforeAll
    void createTables() throws SQLException {
        execute("CREATE TABLE numbers AS SELECT"
                + " i % 2 = 0 AS b, (i % 200 - 100)::TINYINT AS i8, (i * 7 % 60000 - 30000)::SMALLINT AS i16,"
                + " (i * 123457 % 4000000000 - 2000000000)::INTEGER AS i32, i * i * i - 7 AS i64,"
                + " (i % 256)::UTINYINT AS u8, (i % 65536)::USMALLINT AS u16, (4294967295 - i)::UINTEGER AS u32,"
                + " (18446744073709551615 - i)::UBIGINT AS u64, (i / 7)::FLOAT AS f, sqrt(i) * -1 AS d,"
                + " (i / 10)::DECIMAL(4,1) AS d4, (i / 100)::DECIMAL(9,2) AS d9, (i / 100)::DECIMAL(18,2) AS d18,"
                + " (i - 2500)::DECIMAL(38,5) * 1000000000000 AS d38,"
                + " DATE '1900-01-01' + (i * 20)::INTEGER AS day, TIME '00:00:00' + to_microseconds(i * 17000001) AS t,"
                + " TIMESTAMP '1969-12-01' + to_microseconds(i * 1000000007) AS ts,"
                + " (TIMESTAMP '1969-12-01' + to_milliseconds(i * 977))::TIMESTAMP_MS AS ts3,"
                + " make_timestamp_ns(i * 123456789123) AS ts9,"
                + " make_timestamptz(i * 1000000007) AS tz,"
                + " 'row ' || i AS s, ('k' || i % 13) AS k, repeat('long ', (i % 30)::INTEGER) AS l,"
                + " ('b' || i)::BLOB AS v, md5(i::VARCHAR)::UUID AS u"
                + " FROM range(" + ROWS + ") AS r(i)");
        StringBuilder sparse = new StringBuilder("CREATE TABLE sparse AS SELECT ");
        List<String> columns = List.of(
                "b", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f", "d", "d4", "d9", "d18", "d38", "day",
                "t", "ts", "ts3", "ts9", "tz", "s", "k", "l", "v", "u");
        for (String column : columns) {
            sparse.append("CASE WHEN hash(i64, '")
                    .append(column)
                    .append("') % 4 = 0 THEN NULL ELSE ")
                    .append(column)
                    .append(" END AS ")
                    .append(column)
                    .append(", ");
        }
        execute(sparse.append("NULL::VARCHAR AS n FROM numbers").toString());
    }

    @AfterAll
    void close() throws SQLException {
        duckDb.close();
    }

    @BeforeEach
    void countResources() {
        before = LiveResources.snapshot();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(LiveResources.snapshot()).isEqualTo(before);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = duckDb.createStatement()) {
            statement.execute(sql);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "numbers, V1, uncompressed",
        "numbers, V1, snappy",
        "numbers, V1, gzip",
        "numbers, V1, zstd",
        "numbers, V1, lz4_raw",
        "numbers, V1, brotli",
        "sparse, V2, brotli",
        "numbers, V2, uncompressed",
        "numbers, V2, snappy",
        "numbers, V2, gzip",
        "numbers, V2, zstd",
        "numbers, V2, lz4_raw",
        "sparse, V1, uncompressed",
        "sparse, V1, zstd",
        "sparse, V2, uncompressed",
        "sparse, V2, snappy",
        "sparse, V2, lz4"
    })
    void rowsAreThoseThatDuckDbReads(String table, String version, String codec) throws SQLException {
        Path file = folder.resolve(table + ".parquet");
        execute("COPY " + table + " TO '" + file + "' (FORMAT parquet, PARQUET_VERSION " + version + ", COMPRESSION "
                + codec + ", ROW_GROUP_SIZE 2048)");

        try (ParquetTable parquet = ParquetTable.open(file)) {
            assertThat(parquet.description().statistics().rowCount()).isEqualTo(ROWS);
            assertThat(parquet.schema().columnCount()).isEqualTo(table.equals("numbers") ? 26 : 27);
            parquet.assertRows(1000, DuckDbRows.read(duckDb, file, parquet.schema()));
        }
    }

    @Test
    void duckDbWritesTheEncodingsOfBothVersions() throws SQLException {
        Set<Encoding> encodings = new HashSet<>();
        for (String version : List.of("V1", "V2")) {
            Path file = folder.resolve("numbers.parquet");
            execute("COPY numbers TO '" + file + "' (FORMAT parquet, PARQUET_VERSION " + version + ")");
            try (ParquetTable parquet = ParquetTable.open(file)) {
                parquet.footer().rowGroups().get(0).chunks().forEach(chunk -> encodings.addAll(chunk.encodings()));
            }
        }

        assertThat(encodings)
                .containsAll(EnumSet.of(
                        Encoding.PLAIN,
                        Encoding.PLAIN_DICTIONARY,
                        Encoding.RLE_DICTIONARY,
                        Encoding.DELTA_BINARY_PACKED,
                        Encoding.DELTA_LENGTH_BYTE_ARRAY,
                        Encoding.BYTE_STREAM_SPLIT));
    }

    @Test
    void typesAreThoseOfTheTypeTable() throws SQLException {
        Path file = folder.resolve("numbers.parquet");
        execute("COPY numbers TO '" + file + "' (FORMAT parquet)");

        try (ParquetTable parquet = ParquetTable.open(file)) {
            assertThat(parquet.schema().columns())
                    .extracting(ColumnDefinition::type)
                    .containsExactly(
                            ColumnType.BOOLEAN,
                            ColumnType.TINYINT,
                            ColumnType.SMALLINT,
                            ColumnType.INTEGER,
                            ColumnType.BIGINT,
                            ColumnType.SMALLINT,
                            ColumnType.INTEGER,
                            ColumnType.BIGINT,
                            ColumnType.decimal(20, 0),
                            ColumnType.REAL,
                            ColumnType.DOUBLE,
                            ColumnType.decimal(4, 1),
                            ColumnType.decimal(9, 2),
                            ColumnType.decimal(18, 2),
                            ColumnType.decimal(38, 5),
                            ColumnType.DATE,
                            ColumnType.time(6),
                            ColumnType.timestamp(6),
                            ColumnType.timestamp(3),
                            ColumnType.timestamp(9),
                            ColumnType.timestampLtz(6),
                            ColumnType.VARCHAR,
                            ColumnType.VARCHAR,
                            ColumnType.VARCHAR,
                            ColumnType.VARBINARY,
                            ColumnType.UUID);
        }
    }

    /** DuckDB reads what parquet-java wrote as we do, so our expectations of such files are no misunderstanding. */
    @Test
    void duckDbReadsTheSameFromParquetJavasFiles() throws SQLException, IOException {
        // DuckDB has no such type, reads it otherwise, or clamps what is out of its range.
        Set<String> differs = Set.of("iv", "t9", "tz9", "ts3", "tz3", "ts6", "tz6", "ts9");
        List<SampleField> fields = SampleField.all().stream()
                .filter(field -> !differs.contains(field.name()))
                .toList();
        for (WriterVersion version : WriterVersion.values()) {
            Path file = folder.resolve(version + ".parquet");
            ParquetWriting.samples(
                    file,
                    fields,
                    500,
                    Nulls.SOME,
                    options -> options.withWriterVersion(version).withCompressionCodec(CompressionCodecName.ZSTD));

            try (ParquetTable parquet = ParquetTable.open(file)) {
                parquet.assertRows(1000, DuckDbRows.read(duckDb, file, parquet.schema()));
            }
        }
    }
}
