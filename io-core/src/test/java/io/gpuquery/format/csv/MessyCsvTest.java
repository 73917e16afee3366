package io.gpuquery.format.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.scan.Flavor;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.TextSyntax;
import io.gpuquery.scan.ValueNotation;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Delimited text as people, spreadsheets and instruments write it. */
class MessyCsvTest {
    @TempDir
    Path folder;

    private CsvTable read(String text, ReadOptions options) throws IOException {
        return read(text, StandardCharsets.UTF_8, options);
    }

    private CsvTable read(String text, Charset charset, ReadOptions options) throws IOException {
        Path file = Files.write(folder.resolve("t.csv"), text.replace('~', '\n').getBytes(charset));
        return CsvTable.read(file, options);
    }

    private CsvTable read(String text) throws IOException {
        return read(text, ReadOptions.DEFAULT);
    }

    private static ReadOptions syntax(@Nullable Character escape, @Nullable Character comment, @Nullable Integer skip) {
        return ReadOptions.DEFAULT.with(
                new TextSyntax(escape, comment, skip, null, TextSyntax.Nested.TYPES),
                ValueNotation.DEFAULT,
                Flavor.GPU_QUERY);
    }

    private static ReadOptions notation(ValueNotation notation) {
        return ReadOptions.DEFAULT.with(TextSyntax.DEFAULT, notation, Flavor.GPU_QUERY);
    }

    private static ReadOptions numbers(@Nullable Character decimal, @Nullable Character grouping) {
        return notation(new ValueNotation(null, null, null, decimal, grouping, Map.of()));
    }

    private static ReadOptions declared(ErrorPolicy onError, ColumnDefinition... columns) {
        Options options = new Options().onError(onError);
        ReadOptions base = options.build();
        return new ReadOptions(
                List.of(columns),
                base.delimiter(),
                base.quote(),
                base.header(),
                base.nullWords(),
                base.charset(),
                onError,
                base.strict(),
                base.decimals(),
                base.timeZone(),
                base.sampleRows(),
                base.syntax(),
                base.notation(),
                base.flavor());
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    @Test
    void aCommaBeforeFractionsIsFoundWhereASemicolonIsTheDelimiter() throws IOException {
        CsvTable table = read("ort;preis;menge~Bern;1,50;2~Genf;12,25;3~Thun;;4~");
        assertThat(table.names()).containsExactly("ort", "preis", "menge");
        assertThat(table.types()).containsExactly("VARCHAR", "DOUBLE", "BIGINT");
        assertThat(table.rows()).containsExactly(row("Bern", 1.5, 2L), row("Genf", 12.25, 3L), row("Thun", null, 4L));
        assertThat(table.dialect().facts()).containsEntry("decimalSeparator", "comma");
    }

    @Test
    void eachColumnHasItsOwnDecimalSeparator() throws IOException {
        CsvTable table = read("a;b~1,5;1.5~2,5;2.5~");
        assertThat(table.types()).containsExactly("DOUBLE", "DOUBLE");
        assertThat(table.rows()).containsExactly(row(1.5, 1.5), row(2.5, 2.5));
    }

    @Test
    void thousandsWithSeparatorsStayTexts() throws IOException {
        assertThat(read("a;b~1,234;x~5,678;y~").types()).containsExactly("VARCHAR", "VARCHAR");
        assertThat(read("a,b~\"1,234\",x~\"5,678\",y~").types()).containsExactly("VARCHAR", "VARCHAR");
        assertThat(read("a;b~1.234,50;x~5.678,10;y~").types()).containsExactly("VARCHAR", "VARCHAR");
        assertThat(read("a;b~1'234.50;x~5'678.10;y~").types()).containsExactly("VARCHAR", "VARCHAR");
    }

    @Test
    void aFractionAmongWhatLooksLikeThousandsDecides() throws IOException {
        CsvTable table = read("a;b~1,234;x~0,5;y~");
        assertThat(table.rows()).containsExactly(row(1.234, "x"), row(0.5, "y"));
    }

    @Test
    void aColumnWithBothSeparatorsIsText() throws IOException {
        assertThat(read("a;b~1,5;x~2.5;y~").types()).containsExactly("VARCHAR", "VARCHAR");
    }

    @Test
    void commasAreNotLookedForWithAnotherDelimiter() throws IOException {
        assertThat(read("a\tb~1,5\tx~2,5\ty~").types()).containsExactly("VARCHAR", "VARCHAR");
    }

    @Test
    void headersAreFoundByValuesWithCommas() throws IOException {
        assertThat(read("1,5;2,5~3,5;4,5~").rows()).containsExactly(row(1.5, 2.5), row(3.5, 4.5));
        assertThat(read("1,5;2,25~").rows()).containsExactly(row(1.5, 2.25));
    }

    @Test
    void declaredDecimalsAreReadWithTheCommaThatWasFound() throws IOException {
        CsvTable table = read(
                "a;b~1,5;x~2;y~",
                declared(
                        ErrorPolicy.FAIL,
                        new ColumnDefinition("a", ColumnType.decimal(5, 2), true),
                        new ColumnDefinition("b", ColumnType.VARCHAR, true)));
        assertThat(table.rows()).containsExactly(row(new BigDecimal("1.50"), "x"), row(new BigDecimal("2.00"), "y"));
    }

    @Test
    void separatorsAreThoseOfTheOptions() throws IOException {
        CsvTable table = read("a;b~1.234,50;1.000~-12.345.678,5;-2.000.000~7;7~", numbers(',', '.'));
        assertThat(table.types()).containsExactly("DOUBLE", "BIGINT");
        assertThat(table.rows()).containsExactly(row(1234.5, 1000L), row(-12345678.5, -2000000L), row(7.0, 7L));
        assertThat(read("a\tb~1 234,5\t1\u00a0000,5~", numbers(',', ' ')).rows())
                .containsExactly(row(1234.5, 1000.5));
        assertThat(read("a;b~1'234.5;x~", numbers(null, '\'')).rows()).containsExactly(row(1234.5, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.34", "1.2345", "1234.567,5.0", ".123", "1..234", "1.234.56", "1,2,3", "1.234,", "x"})
    void separatorsInOtherPlacesMakeNoNumber(String text) throws IOException {
        boolean number = text.equals("1.234,");
        assertThat(read("a;b~" + text + ";x~9,5;y~", numbers(',', '.')).types().get(0))
                .isEqualTo(number ? "DOUBLE" : "VARCHAR");
    }

    @Test
    void datesAndTimesAreWrittenAsTheFormatsSay() throws IOException {
        ReadOptions options = notation(new ValueNotation(
                "dd.MM.yyyy", "h:mm a", "dd/MM/yyyy HH:mm", null, null, Map.of("month", "MMM d, yyyy")));
        CsvTable table = read(
                "day,hour,at,month,iso~31.01.2024,9:05 PM,31/01/2024 23:59,\"Feb 3, 2024\",2024-01-31~"
                        + "01.02.2024,12:00 am,01/02/2024 00:00,\"mar 4, 2024\",2024-02-01~",
                options);
        assertThat(table.types()).containsExactly("DATE", "TIME(3)", "TIMESTAMP(3)", "DATE", "VARCHAR");
        assertThat(table.rows())
                .containsExactly(
                        row(
                                LocalDate.of(2024, 1, 31),
                                LocalTime.of(21, 5),
                                LocalDateTime.of(2024, 1, 31, 23, 59),
                                LocalDate.of(2024, 2, 3),
                                "2024-01-31"),
                        row(
                                LocalDate.of(2024, 2, 1),
                                LocalTime.MIDNIGHT,
                                LocalDateTime.of(2024, 2, 1, 0, 0),
                                LocalDate.of(2024, 3, 4),
                                "2024-02-01"));
    }

    @Test
    void aFormatOfDigitsMakesDates() throws IOException {
        CsvTable table = read(
                "d,n~20240131,1~20240201,2~",
                notation(new ValueNotation("yyyyMMdd", null, null, null, null, Map.of())));
        assertThat(table.rows()).containsExactly(row(LocalDate.of(2024, 1, 31), 1L), row(LocalDate.of(2024, 2, 1), 2L));
    }

    @Test
    void aDayThatDoesNotExistIsNoDate() throws IOException {
        assertThat(read(
                                "d,n~30.02.2024,1~",
                                notation(new ValueNotation("dd.MM.yyyy", null, null, null, null, Map.of())))
                        .types())
                .containsExactly("VARCHAR", "BIGINT");
    }

    @Test
    void linesBeforeTheTableAreLeftOut() throws IOException {
        CsvTable table = read("Sales report~made 2024-01-31~~id,name,price~1,x,2.5~2,y,3.5~");
        assertThat(table.names()).containsExactly("id", "name", "price");
        assertThat(table.rows()).containsExactly(row(1L, "x", 2.5), row(2L, "y", 3.5));
        assertThat(table.description().statistics().rowCount()).isEqualTo(2);
    }

    @Test
    void commentsBeforeTheTableAreLeftOutAndThoseBehindItToo() throws IOException {
        CsvTable table = read("# station 7, north~# unit: K~t,value~1,280~# gap~2,281~# end, of file, really~");
        assertThat(table.names()).containsExactly("t", "value");
        assertThat(table.rows()).containsExactly(row(1L, 280L), row(2L, 281L));
    }

    @Test
    void aHeaderMayBeginWithAHash() throws IOException {
        CsvTable table = read("#chrom\tstart~chr1\t5~chr2\t6~");
        assertThat(table.names()).containsExactly("#chrom", "start");
        assertThat(table.rows()).hasSize(2);
    }

    @Test
    void aRowMayBeginWithAHash() throws IOException {
        assertThat(read("# colours~name,hex~red,#f00~#f00,red~").rows())
                .containsExactly(row("red", "#f00"), row("#f00", "red"));
    }

    @Test
    void aHeaderOfOneColumnOfTextsIsNoTitle() {
        assertThatThrownBy(() -> read("name~Smith, John~Doe, Jane~"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("The row has 2 fields, the table 1 column");
    }

    @Test
    void aFileOfOneColumnHasNoLinesBeforeIt() throws IOException {
        assertThat(read("name~x~y~").rows()).containsExactly(row("x"), row("y"));
    }

    @Test
    void excelsFirstLineNamesTheDelimiter() throws IOException {
        CsvTable table = read("sep=|~a|b~1,5;2|x~3,5;4|y~");
        assertThat(table.names()).containsExactly("a", "b");
        assertThat(table.dialect().dataLine()).isEqualTo(3);
        assertThat(table.rows()).containsExactly(row("1,5;2", "x"), row("3,5;4", "y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void linesAreSkippedAsTheOptionSays(String lineEnd) throws IOException {
        String text = "x,y,z~a,b~1,2~3,4~".replace("~", lineEnd);
        CsvTable table = read(text, syntax(null, null, 1));
        assertThat(table.names()).containsExactly("a", "b");
        assertThat(table.rows()).containsExactly(row(1L, 2L), row(3L, 4L));
        assertThat(table.dialect().dataLine()).isEqualTo(3);
    }

    @Test
    void skippingMoreLinesThanThereAreIsAnError() {
        assertThatThrownBy(() -> read("a~1~", syntax(null, null, 3)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("The file has no line behind the 3 that the option \"skipLines\" leaves out")
                .hasMessageContaining("Make \"skipLines\" smaller.");
    }

    @Test
    void linesBehindACommentCharacterAreNoRows() throws IOException {
        CsvTable table = read("a,b~%x,y,z~1,2~%~3,4~% \"open~", syntax(null, '%', null));
        assertThat(table.rows()).containsExactly(row(1L, 2L), row(3L, 4L));
        assertThat(table.dialect().facts()).containsEntry("comment", "%");
    }

    @Test
    void anEscapeTakesTheMeaningFromWhatStructuresText() throws IOException {
        CsvTable table = read(
                "a,b,c~x\\,y,\"q\\\"q\",C:\\new~\\\"z,\"a\\\\b\",two\\~lines~\\N,\"\\x\",\\\\~",
                syntax('\\', null, null));
        assertThat(table.rows())
                .containsExactly(
                        row("x,y", "q\"q", "C:\\new"), row("\"z", "a\\b", "two\nlines"), row("\\N", "\\x", "\\"));
    }

    @Test
    void columnsThatAreNotAskedForMayHaveEscapes() throws IOException {
        Path file = Files.writeString(folder.resolve("t.csv"), "a,b,c\nx\\,y,\"q\\\"q\",1\n\\q,z\\\r\ny,2\n");
        CsvTable table = CsvTable.read(file, syntax('\\', null, null), List.of(2), 10);
        assertThat(table.rows()).containsExactly(row(1L), row(2L));
    }

    @Test
    void noncharactersAndEscapesDoNotGoTogether() {
        assertThatThrownBy(() -> read("a,b~x\uFDD0,1~", syntax('\\', null, null)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("The text has U+FDD0, which is no character")
                .hasMessageContaining("line 2")
                .hasMessageContaining("Remove it, or read the file without the option \"escape\".");
    }

    @Test
    void oneCharacterHasOneMeaning() {
        assertThatThrownBy(() -> read("a,b~1,2~", syntax(',', ',', null)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("The options \"escape\" and \"comment\" are the same character, comma");
    }

    @Test
    void aMissingValueIsAnErrorWhereNoneMayBe() throws IOException {
        ColumnDefinition id = new ColumnDefinition("id", ColumnType.BIGINT, false);
        ColumnDefinition name = new ColumnDefinition("name", ColumnType.VARCHAR, true);
        assertThat(read("id,name~1,~2,y~", declared(ErrorPolicy.FAIL, id, name)).rows())
                .containsExactly(row(1L, null), row(2L, "y"));
        assertThatThrownBy(() -> read("id,name~1,x~,y~", declared(ErrorPolicy.FAIL, id, name)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("The value is missing, and the column is declared as not nullable")
                .hasMessageContaining("line 3")
                .hasMessageContaining("column \"id\"")
                .hasMessageContaining(
                        "Declare the column as nullable, or leave such rows out with \"onError\": \"skip\".");
        CsvTable skipped = read("id,name~1,x~,y~3,z~", declared(ErrorPolicy.SKIP, id, name));
        assertThat(skipped.rows()).containsExactly(row(1L, "x"), row(3L, "z"));
        assertThat(skipped.counters().rowsSkipped.sum()).isEqualTo(1);
        assertThat(skipped.description().schema().column(0).nullable()).isFalse();
        CsvTable nulled = read("id,name~1,x~,y~z,z~", declared(ErrorPolicy.NULL, id, name));
        assertThat(nulled.rows()).containsExactly(row(1L, "x"), row(null, "y"), row(null, "z"));
        assertThat(nulled.description().schema().column(0).nullable()).isTrue();
    }

    @Test
    void aMissingValueIsAnErrorAlsoWhereTheColumnIsNotAskedFor() throws IOException {
        ReadOptions options = declared(
                ErrorPolicy.FAIL,
                new ColumnDefinition("id", ColumnType.BIGINT, false),
                new ColumnDefinition("name", ColumnType.VARCHAR, true));
        Path file = Files.writeString(folder.resolve("t.csv"), "id,name\n1,x\n,y\n");
        assertThatThrownBy(() -> CsvTable.read(file, options, List.of(1), 10)).hasMessageContaining("line 3");
        assertThatThrownBy(() -> CsvTable.read(file, options, List.of(), 10)).hasMessageContaining("line 3");
    }

    @Test
    void aFirstRowMaySayNamesAndTypes() throws IOException {
        CsvTable table = read("EMPNO:int,NAME:string,JOINED:date,BUDGET:\"decimal(18,2)\",OK:boolean~"
                + "0100,\"Fred\",1996-08-03,12.5,true~110,,,,~");
        assertThat(table.names()).containsExactly("EMPNO", "NAME", "JOINED", "BUDGET", "OK");
        assertThat(table.types()).containsExactly("INTEGER", "VARCHAR", "DATE", "DECIMAL(18, 2)", "BOOLEAN");
        assertThat(table.rows())
                .containsExactly(
                        row(100L, "Fred", LocalDate.of(1996, 8, 3), new BigDecimal("12.50"), true),
                        row(110L, null, null, null, null));
        assertThat(table.dialect().firstRow()).isEqualTo(CsvHeader.NAMES_AND_TYPES);
    }

    @Test
    void aTypedHeaderAloneIsATableWithoutRows() throws IOException {
        CsvTable table = read("DEPTNO:int,NAME:string");
        assertThat(table.types()).containsExactly("INTEGER", "VARCHAR");
        assertThat(table.rows()).isEmpty();
        assertThat(table.description().statistics().exact()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:int,b", "a:int,b:thing", "a:int,:string", "12:30,13:45", "a:decimal(2,3),b:int"})
    void otherFirstRowsWithColonsAreNames(String header) throws IOException {
        assertThat(read(header + "~1,x~2,y~").dialect().firstRow()).isNotEqualTo(CsvHeader.NAMES_AND_TYPES);
    }

    @Test
    void whoSaysThatThereIsNoHeaderGetsNone() throws IOException {
        CsvTable table = read("a:int,b:int~1,2~", new Options().header(false).build());
        assertThat(table.rows()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "ISO-8859-1", "windows-1252", "UTF-16"})
    void textsAreOfTheCharsetThatIsNamed(String name) throws IOException {
        Charset charset = Charset.forName(name);
        CsvTable table = read(
                "ort;größe~Zürich;1,5~Genève;2,5~",
                charset,
                new Options().charset(charset).build());
        assertThat(table.names()).containsExactly("ort", "größe");
        assertThat(table.rows()).containsExactly(row("Zürich", 1.5), row("Genève", 2.5));
    }

    @Test
    void lineEndsMayBeMixed() throws IOException {
        CsvTable table = read("a,b\r\n1,x\n2,y\r3,z\r\n");
        assertThat(table.rows()).containsExactly(row(1L, "x"), row(2L, "y"), row(3L, "z"));
        assertThat(table.dialect().lineSeparator()).isEqualTo("mixed");
    }
}
