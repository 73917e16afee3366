package io.gpuquery.calcite.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TpchFilesTest {
    private static final double SCALE_FACTOR = 0.001;

    @TempDir
    private Path directory;

    @Test
    void allFormatsHoldTheSameRows() throws IOException, SQLException {
        TpchData data = TpchData.at(SCALE_FACTOR);
        TpchFiles.writeCsv(data, directory.resolve("csv"));
        TpchFiles.writeNdjson(data, directory.resolve("json"));
        TpchFiles.writeParquet(data, directory.resolve("csv"), directory.resolve("parquet"), "COMPRESSION zstd");
        TpchOracle oracle = TpchOracle.at(SCALE_FACTOR);
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            for (TpchData.Table table : data.tables()) {
                ResultRows expected = oracle.query("from " + table.name());
                String name = table.name();
                for (String file : new String[] {"csv/" + name + ".csv", "json/" + name + ".ndjson"}) {
                    try (ResultSet rows = statement.executeQuery("from '" + directory.resolve(file) + "'")) {
                        ResultComparison.assertSameRows(ResultRows.of(rows), expected);
                    }
                }
                try (ResultSet rows =
                        statement.executeQuery("from '" + directory.resolve("parquet/" + name + ".parquet") + "'")) {
                    ResultRows actual = ResultRows.of(rows);
                    ResultComparison.assertSameOrderedRows(actual, expected);
                    assertThat(actual.columnNames())
                            .containsExactlyElementsOf(table.columns().stream()
                                    .map(TpchData.Column::name)
                                    .toList());
                }
            }
        }
    }

    @Test
    void csvIsWrittenByTheBook() throws IOException {
        TpchFiles.writeCsv(TpchData.at(SCALE_FACTOR), directory);
        assertThat(Files.readString(directory.resolve("region.csv")))
                .startsWith("r_regionkey,r_name,r_comment\r\n0,AFRICA,")
                .endsWith("\r\n");
        assertThat(Files.readString(directory.resolve("customer.csv"))).contains("\",");
    }
}
