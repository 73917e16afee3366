package io.gpuquery.format.csv;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FilePoolOptions;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanRequest;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which columns, batches and samples of a file are read, and where in the file they lie. */
class CsvScanTest {
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
    void aBatchOfLongTextsEndsEarly() throws IOException {
        Path file = file(
                "t.csv", ("a,b\n" + ("1," + "x".repeat(1 << 20) + "\n").repeat(80)).getBytes(StandardCharsets.UTF_8));
        FileDescription description = CsvTable.describe(file, ReadOptions.DEFAULT);
        try (FilePool pool = new FilePool(FilePoolOptions.defaults());
                Scan scan = new CsvReader(Long.MAX_VALUE)
                        .scan(new ScanRequest(
                                pool.open(file),
                                description,
                                List.of(1),
                                List.of(),
                                ReadOptions.DEFAULT,
                                1000,
                                new Cancellation()));
                Morsel morsel = java.util.Objects.requireNonNull(scan.nextMorsel());
                ColumnBatch first = java.util.Objects.requireNonNull(morsel.nextBatch());
                ColumnBatch second = java.util.Objects.requireNonNull(morsel.nextBatch())) {
            assertThat(first.rowCount()).isEqualTo(64);
            assertThat(second.rowCount()).isEqualTo(16);
            assertThat(morsel.nextBatch()).isNull();
        }
    }

    @Test
    void columnsComeInTheOrderAskedForAndOthersAreNotLookedAt() throws IOException {
        Path file = file("t.csv", "a,b,c,d\n1,\",\",\"\",4\n,\"x\ny\",\",\",\noops\n".getBytes(StandardCharsets.UTF_8));
        ReadOptions options = new Options().sampleRows(2).build();
        assertThat(CsvTable.read(file, options, List.of(3, 1), 100).rows())
                .containsExactly(List.of(4L, ","), asList(null, "x\ny"), asList(null, null));
        assertThat(CsvTable.read(file, options, List.of(2), 100).values()).containsExactly("", ",", null);
        assertThat(CsvTable.read(file, options, List.of(), 100).rows()).hasSize(3);
    }

    @Test
    void batchesHaveAtMostTheRowsAskedFor() throws IOException {
        Path file = file("t.csv", ("a\n" + "1\n".repeat(1000)).getBytes(StandardCharsets.UTF_8));
        assertThat(CsvTable.read(file, ReadOptions.DEFAULT, null, 7).rows()).hasSize(1000);
    }

    @Test
    void byteOrderMarksAndCharsetsAreRespected() throws IOException {
        String text = "naïve,größe\nđ,1\n";
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            CsvTable table = CsvTable.read(file("t.csv", ("\ufeff" + text).getBytes(charset)), ReadOptions.DEFAULT);
            assertThat(table.names()).containsExactly("naïve", "größe");
            assertThat(table.rows()).containsExactly(List.of("đ", 1L));
            assertThat(table.dialect().charset()).isEqualTo(charset);
        }
        for (String name : List.of("windows-1250", "UTF-16LE", "UTF-32BE", "GB18030")) {
            Charset charset = Charset.forName(name);
            CsvTable table = CsvTable.read(
                    file("t.csv", text.replace("ï", "i").getBytes(charset)),
                    new Options().charset(charset).build());
            assertThat(table.names()).containsExactly("naive", "größe");
            assertThat(table.rows()).containsExactly(List.of("đ", 1L));
        }
    }

    @Test
    void everythingIsReadAcrossTheBordersOfBuffers() throws IOException {
        StringBuilder text = new StringBuilder("id,text\r\n");
        int rows = 3000;
        for (int i = 0; i < rows; i++) {
            text.append(i).append(",\"").append("é\r\n\"\"😀,".repeat(i % 40)).append("\"\r\n");
        }
        CsvTable table = read(text.toString());
        assertThat(table.rows()).hasSize(rows);
        for (int i = 0; i < rows; i++) {
            assertThat(table.rows().get(i)).containsExactly((long) i, "é\r\n\"😀,".repeat(i % 40));
        }
    }

    @Test
    void quotesCanBeOtherCharactersOrNone() throws IOException {
        assertThat(read("a,b\n'x,''y',1\n", new Options().quote('\'')).rows()).containsExactly(List.of("x,'y", 1L));
        assertThat(read("a,b\n\"x,1\n\"\",2\n\u0000z,3\n", new Options().quote(CsvDialect.NO_QUOTE))
                        .rows())
                .containsExactly(List.of("\"x", 1L), List.of("\"\"", 2L), List.of("\u0000z", 3L));
    }

    @Test
    void linesThatLookLikeCommentsAreRows() throws IOException {
        assertThat(read("a,b\n#1,x\n# 2,y\n").rows()).containsExactly(List.of("#1", "x"), List.of("# 2", "y"));
    }

    @Test
    void aTypeThatShowsLateIsFoundWhereAllRowsAreSampled() throws IOException {
        String text = "a\n" + "1\n".repeat(50_000) + "x\n";
        CsvTable table = read(text, new Options().sampleRows(0));
        assertThat(table.types()).containsExactly("VARCHAR");
        assertThat(table.description().statistics().rowCount()).isEqualTo(50_001);
        assertThat(table.description().statistics().exact()).isTrue();
    }

    @Test
    void samplesComeFromTheWholeFile() throws IOException {
        StringBuilder text = new StringBuilder("id,text,mark\n");
        for (int i = 0; i < 100_000; i++) {
            text.append(String.format("1%06d,\"some text, of %d, \"\"quoted\"\"\",", i, i % 7))
                    .append(i > 80_000 ? "late\n" : "1\n");
        }
        CsvTable table = read(text.toString(), new Options().sampleRows(1000));
        assertThat(table.types()).containsExactly("BIGINT", "VARCHAR", "VARCHAR");
        assertThat(table.description().statistics().exact()).isFalse();
        assertThat(table.description().statistics().rowCount()).isBetween(90_000L, 110_000L);
        assertThat(table.rows()).hasSize(100_000);
    }

    @Test
    void quotedTextThatLooksLikeRowsDoesNotConfuseSamples() throws IOException {
        StringBuilder text = new StringBuilder("id,text\n");
        for (int i = 0; i < 3000; i++) {
            text.append(i)
                    .append(",\"")
                    .append("a line of prose, with a comma\n".repeat(40))
                    .append("\"\n");
        }
        CsvTable table = read(text.toString(), new Options().sampleRows(100));
        assertThat(table.types()).containsExactly("BIGINT", "VARCHAR");
        assertThat(table.rows()).hasSize(3000);
    }

    @Test
    void aFileThatGrewIsReadToItsLastEndedLine() throws IOException {
        Path file = file("log.csv", "a,b\n1,x\n".getBytes(StandardCharsets.UTF_8));
        try (FilePool pool = new FilePool(FilePoolOptions.defaults())) {
            FileDescription description = CsvTable.describe(file, ReadOptions.DEFAULT);
            Files.writeString(file, "2,y\n3,\"half of a", StandardOpenOption.APPEND);
            CsvTable table = CsvTable.scan(pool, file, description, ReadOptions.DEFAULT, null, 100);
            assertThat(table.rows()).containsExactly(List.of(1L, "x"), List.of(2L, "y"));
        }
    }

    @Test
    void aLineMayBeLongerThanTheHeadThatIsLookedAtForTheDelimiter() throws IOException {
        String wide = "x".repeat(400_000);
        CsvTable table = read("a\tb\n" + wide + "\t1\n");
        assertThat(table.rows()).containsExactly(List.of(wide, 1L));
        CsvTable first = read("\"" + wide + "\nname\"|b\n" + wide + "|1\n");
        assertThat(first.names()).containsExactly(wide + "\nname", "b");
        assertThat(first.rows()).containsExactly(List.of(wide, 1L));
    }

    @Test
    void offsetsBeyondFourGibibytesAreRead() throws IOException {
        Path file = file("t.csv", "a,b\n".getBytes(StandardCharsets.UTF_8));
        FileDescription small = CsvTable.describe(file, ReadOptions.DEFAULT);
        long offset = (4L << 30) + 5;
        try (var channel = java.nio.channels.FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap("1,x\n2,y".getBytes(StandardCharsets.UTF_8)), offset);
        }
        CsvDialect dialect = (CsvDialect) small.details();
        FileDescription large = new FileDescription(
                small.format(),
                small.schema(),
                small.statistics(),
                new CsvDialect(
                        dialect.syntax(),
                        dialect.firstRow(),
                        dialect.charset(),
                        dialect.lineSeparator(),
                        2,
                        java.util.Set.of(),
                        offset,
                        2,
                        Files.size(file)));
        try (FilePool pool = new FilePool(FilePoolOptions.defaults())) {
            assertThat(CsvTable.scan(pool, file, large, ReadOptions.DEFAULT, null, 100)
                            .rows())
                    .containsExactly(List.of("1", "x"), List.of("2", "y"));
        }
    }
}
