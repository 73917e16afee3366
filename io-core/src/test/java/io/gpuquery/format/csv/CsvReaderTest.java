package io.gpuquery.format.csv;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnType;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields, types, names and rows of delimited text. */
class CsvReaderTest {
    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        assertThat(LiveResources.snapshot())
                .allSatisfy((kind, count) -> assertThat(count).as("%s", kind).isZero());
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private CsvTable read(String text) throws IOException {
        return read(text, new Options());
    }

    private CsvTable read(String text, Options options) throws IOException {
        return CsvTable.read(file("t.csv", text.getBytes(StandardCharsets.UTF_8)), options.build());
    }

    @Test
    void everyInferredTypeIsRead() throws IOException {
        CsvTable table = read("""
                flag,count,big,price,day,at,seen,instant,name
                true,1,1,1.5,2024-02-29,10:15:30,2024-01-01 10:15:30.5,2024-01-01T10:15:30+01:00,Ann
                FALSE,-7,99999999999999999999,-2e3,1999-12-31,23:59:59.123456,2024-01-01T00:00,2024-01-01T00:00:00Z,00123
                """);
        assertThat(table.names())
                .containsExactly("flag", "count", "big", "price", "day", "at", "seen", "instant", "name");
        assertThat(table.types())
                .containsExactly(
                        "BOOLEAN",
                        "BIGINT",
                        "DECIMAL(38, 0)",
                        "DOUBLE",
                        "DATE",
                        "TIME(6)",
                        "TIMESTAMP(3)",
                        "TIMESTAMP(3) WITH LOCAL TIME ZONE",
                        "VARCHAR");
        assertThat(table.rows())
                .containsExactly(
                        List.of(
                                true,
                                1L,
                                new java.math.BigDecimal("1"),
                                1.5,
                                LocalDate.of(2024, 2, 29),
                                LocalTime.of(10, 15, 30),
                                LocalDateTime.of(2024, 1, 1, 10, 15, 30, 500_000_000),
                                Instant.parse("2024-01-01T09:15:30Z"),
                                "Ann"),
                        List.of(
                                false,
                                -7L,
                                new java.math.BigDecimal("99999999999999999999"),
                                -2000.0,
                                LocalDate.of(1999, 12, 31),
                                LocalTime.of(23, 59, 59, 123_456_000),
                                LocalDateTime.of(2024, 1, 1, 0, 0),
                                Instant.parse("2024-01-01T00:00:00Z"),
                                "00123"));
        assertThat(table.description().statistics().rowCount()).isEqualTo(2);
        assertThat(table.description().statistics().exact()).isTrue();
        assertThat(table.counters().rowsRead.sum()).isEqualTo(2);
        assertThat(table.counters().bytesDecoded.sum()).isPositive();
    }

    @Test
    void declaredTypesOverrideInference() throws IOException {
        CsvTable table = read(
                "a,b,c,d,e,f,g\n007,1,200,3000,1.25,cafe,123e4567-e89b-12d3-a456-426614174000\n",
                new Options()
                        .column("code", ColumnType.VARCHAR)
                        .column("tiny", ColumnType.TINYINT)
                        .column("small", ColumnType.SMALLINT)
                        .column("real", ColumnType.REAL)
                        .column("money", ColumnType.decimal(10, 2))
                        .column("bytes", ColumnType.VARBINARY)
                        .column("id", ColumnType.UUID));
        assertThat(table.names()).containsExactly("code", "tiny", "small", "real", "money", "bytes", "id");
        assertThat(table.rows())
                .containsExactly(List.of(
                        "007",
                        1L,
                        200L,
                        3000f,
                        new java.math.BigDecimal("1.25"),
                        "cafe",
                        UUID.fromString("123e4567-e89b-12d3-a456-426614174000")));
    }

    @Test
    void declaredColumnsOfAFileWithoutHeader() throws IOException {
        Options options = new Options().column("name", ColumnType.VARCHAR).column("city", ColumnType.VARCHAR);
        assertThat(read("ann,rome\nbob,oslo\n", options).rows())
                .containsExactly(List.of("ann", "rome"), List.of("bob", "oslo"));
        assertThat(read("NAME, City\nbob,oslo\n", options).rows()).containsExactly(List.of("bob", "oslo"));
    }

    @Test
    void anUnquotedEmptyFieldIsNullAndAQuotedOneIsEmpty() throws IOException {
        assertThat(read("a,b\n,x\n\"\",y\nz,\n,\n").rows())
                .containsExactly(asList(null, "x"), List.of("", "y"), asList("z", null), asList(null, null));
    }

    @Test
    void aQuotedEmptyFieldInAColumnOfNumbersIsNull() throws IOException {
        CsvTable table = read("a,b\n\"1\",\"x\"\n\"\",\"y\"\n  ,z\n");
        assertThat(table.types()).containsExactly("BIGINT", "VARCHAR");
        assertThat(table.rows()).containsExactly(List.of(1L, "x"), asList(null, "y"), asList(null, "z"));
    }

    @Test
    void nullWordsAreUnquoted() throws IOException {
        CsvTable table = read("a,b\nNA,1\n\"NA\",\\N\nx,2\n", new Options().nullWords("NA", "\\N"));
        assertThat(table.types()).containsExactly("VARCHAR", "BIGINT");
        assertThat(table.rows()).containsExactly(asList(null, 1L), asList("NA", null), List.of("x", 2L));
        assertThat(read("id,NA\n1,2\n", new Options().nullWords("NA")).names()).containsExactly("id", "NA");
    }

    @Test
    void quotesAreDoubledAndMayHoldAnything() throws IOException {
        assertThat(read("a,b\n\"x \"\"y\"\", z\",1\n\"line\nbreak\r\nand more\",2\n\"\"\"\",3\n5\" pipe,4\n")
                        .rows())
                .containsExactly(
                        List.of("x \"y\", z", 1L),
                        List.of("line\nbreak\r\nand more", 2L),
                        List.of("\"", 3L),
                        List.of("5\" pipe", 4L));
    }

    @Test
    void spacesCountInTextAndNotInNumbers() throws IOException {
        CsvTable table = read("a, b\n 1 , x \n2,\"y\" \n");
        assertThat(table.names()).containsExactly("a", "b");
        assertThat(table.rows()).containsExactly(List.of(1L, " x "), List.of(2L, "y"));
    }

    @Test
    void allLineEndsAreRead() throws IOException {
        for (String end : new String[] {"\n", "\r\n", "\r"}) {
            CsvTable table = read("a,b" + end + "1,x" + end + "2,y" + end);
            assertThat(table.rows()).containsExactly(List.of(1L, "x"), List.of(2L, "y"));
            assertThat(read("a,b" + end + "1,x" + end + "2,y").rows()).isEqualTo(table.rows());
        }
        assertThat(read("a,b\r\n1,x\n2,y\r3,z\r\n").rows())
                .containsExactly(List.of(1L, "x"), List.of(2L, "y"), List.of(3L, "z"));
    }

    @Test
    void theDialectTellsWhatWasFound() throws IOException {
        assertThat(read("a;b\r\n1;x\r\n").dialect().facts())
                .containsExactly(
                        java.util.Map.entry("delimiter", "semicolon"),
                        java.util.Map.entry("quote", "\""),
                        java.util.Map.entry("header", "true"),
                        java.util.Map.entry("charset", "UTF-8"),
                        java.util.Map.entry("lineSeparator", "CRLF"),
                        java.util.Map.entry("columnCount", "2"),
                        java.util.Map.entry("dataOffsetBytes", "5"));
        assertThat(read("a\n1").dialect().lineSeparator()).isEqualTo("LF");
        assertThat(read("a,b\r1,2\r").dialect().lineSeparator()).isEqualTo("CR");
        assertThat(read("a,b\r1,2\n").dialect().lineSeparator()).isEqualTo("mixed");
        assertThat(read("1,2").dialect().lineSeparator()).isEqualTo("none");
    }

    @Test
    void blankLinesAreLeftOut() throws IOException {
        CsvTable table = read("\n  \na,b\n\n1,2\n \t \n3,4\n\n");
        assertThat(table.rows()).containsExactly(List.of(1L, 2L), List.of(3L, 4L));
        assertThat(table.counters().rowsPadded.sum()).isZero();
    }

    @Test
    void inOneColumnAnEmptyLineIsANull() throws IOException {
        assertThat(read("a\n1\n\n3\n").values()).containsExactly(1L, null, 3L);
        assertThat(read("a\n\n\n").values()).containsExactly(null, null);
        assertThat(read("a\r\n\r\n1\r\n").values()).containsExactly(null, 1L);
        assertThat(read("\n\na\nx\n \n").values()).containsExactly("x", " ");
    }

    @Test
    void namesAreTrimmedNumberedAndUnique() throws IOException {
        assertThat(read(" id ,,ID,\"a\nb\"\n1,2,3,4\n").names()).containsExactly("id", "column2", "ID_2", "a\nb");
        assertThat(read("1,2\n3,4\n").names()).containsExactly("column1", "column2");
    }

    @Test
    void aHeaderAloneIsAnEmptyTable() throws IOException {
        CsvTable table = read("id,name\n");
        assertThat(table.names()).containsExactly("id", "name");
        assertThat(table.types()).containsExactly("VARCHAR", "VARCHAR");
        assertThat(table.rows()).isEmpty();
        assertThat(table.description().statistics().rowCount()).isZero();
        assertThat(table.description().statistics().exact()).isTrue();
        assertThat(read("id").rows()).isEmpty();
    }

    @Test
    void anEmptyFileWithDeclaredColumnsIsAnEmptyTable() throws IOException {
        CsvTable table = read("", new Options().column("a", ColumnType.BIGINT));
        assertThat(table.names()).containsExactly("a");
        assertThat(table.rows()).isEmpty();
    }

    @Test
    void aRowWithTooFewFieldsIsPadded() throws IOException {
        CsvTable table = read("a,b,c\n1,2,3\n4\n5,6\n");
        assertThat(table.rows()).containsExactly(List.of(1L, 2L, 3L), asList(4L, null, null), asList(5L, 6L, null));
        assertThat(table.counters().rowsPadded.sum()).isEqualTo(2);
    }

    @Test
    void delimitersAtTheEndOfLinesAreNoFields() throws IOException {
        CsvTable table = read(
                "1|a|\n2|b|\n", new Options().column("id", ColumnType.BIGINT).column("name", ColumnType.VARCHAR));
        assertThat(table.rows()).containsExactly(List.of(1L, "a"), List.of(2L, "b"));
        assertThat(read("a,b\n1,2,\n3,4, ,\n").rows()).containsExactly(List.of(1L, 2L), List.of(3L, 4L));
    }

    @Test
    void rowsThatDoNotFitAreSkippedOrNulledAndCounted() throws IOException {
        String text = "a,b\n1,x\n" + "2,y\n".repeat(20) + "oops,z\n3,w,extra\n";
        Options options = new Options()
                .column("a", ColumnType.BIGINT)
                .column("b", ColumnType.VARCHAR)
                .header(true);
        CsvTable skipped = read(text, options.onError(ErrorPolicy.SKIP));
        assertThat(skipped.rows()).hasSize(21).doesNotContain(asList(null, "z"));
        assertThat(skipped.counters().rowsSkipped.sum()).isEqualTo(2);
        CsvTable nulled = read(text.replace(",extra", ""), options.onError(ErrorPolicy.NULL));
        assertThat(nulled.rows()).hasSize(23).contains(asList(null, "z"));
        assertThat(nulled.counters().fieldsNulled.sum()).isEqualTo(1);
        assertThat(nulled.counters().rowsSkipped.sum()).isZero();
    }

    @Test
    void theRowsSkippedDoNotDependOnTheColumnsAskedFor() throws IOException {
        Path file = file("t.csv", "a,b\n1,x\noops,y\n3,z\n".getBytes(StandardCharsets.UTF_8));
        ReadOptions options = new Options()
                .column("a", ColumnType.BIGINT)
                .column("b", ColumnType.VARCHAR)
                .header(true)
                .onError(ErrorPolicy.SKIP)
                .build();
        assertThat(CsvTable.read(file, options, List.of(1), 100).values()).containsExactly("x", "z");
        assertThat(CsvTable.read(file, options, List.of(), 100).rows()).hasSize(2);
    }
}
