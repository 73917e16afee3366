package io.gpuquery.format.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FilePoolOptions;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ExactScan;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvProblemsTest {
    private static final String INFERRED_HINT =
            "The type was inferred from a sample: infer it from all rows (\"sampleRows\": 0), declare it (\"columns\"), or"
                    + " read such fields as NULL (\"onError\": \"null\") or leave their rows out (\"onError\": \"skip\").";
    private static final String QUOTE_OPTION =
            "if quotes are ordinary characters in this file, set the option \"quote\" to a character that does not occur.";

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        assertThat(LiveResources.snapshot())
                .allSatisfy((kind, count) -> assertThat(count).as("%s", kind).isZero());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("t.csv"), text);
    }

    private DataException failure(String text, Options options) throws IOException {
        return failure(file(text), options);
    }

    private DataException failure(Path file, Options options) {
        DataException failure = catchThrowableOfType(DataException.class, () -> CsvTable.read(file, options.build()));
        assertThat(failure).isNotNull();
        assertThat(failure.location().file()).isEqualTo(file);
        return failure;
    }

    private void assertFails(DataException failure, String problem, Location location, String hint) {
        assertThat(failure.problem()).isEqualTo(problem);
        assertThat(failure.location()).isEqualTo(location);
        assertThat(failure.hint()).isEqualTo(hint);
    }

    private Location line(long line) {
        return Location.of(folder.resolve("t.csv")).withLine(line);
    }

    @Test
    void aFileWithoutText() throws IOException {
        for (String text : List.of("", "\ufeff", "\n\n", "  \r\n ")) {
            assertFails(
                    failure(text, new Options()),
                    "The file has no text",
                    Location.of(folder.resolve("t.csv")),
                    "Remove it, or write at least a header line; with declared \"columns\" a file without text is an"
                            + " empty table.");
        }
    }

    @Test
    void aFieldThatDoesNotFitAnInferredType() throws IOException {
        String text = "id,n\n" + "1,1\n".repeat(50_000) + "7,\"two\nlines\"\n8,oops\n" + "1,1\n".repeat(50_000);
        assertFails(
                failure(text, new Options().sampleRows(100)),
                "\"two\\nlines\" is no BIGINT",
                line(50_002).withColumn("n"),
                INFERRED_HINT);
        assertFails(
                failure(text.replace("two\nlines", "2"), new Options().sampleRows(100)),
                "\"oops\" is no BIGINT",
                line(50_003).withColumn("n"),
                INFERRED_HINT);
    }

    @Test
    void aFieldThatDoesNotFitADeclaredType() throws IOException {
        assertFails(
                failure(
                        "a\n1\n" + "x".repeat(100) + "\n",
                        new Options().header(true).column("num", ColumnType.INTEGER)),
                "\"" + "x".repeat(60) + "…\" is no INTEGER",
                line(3).withColumn("num"),
                "Declare another type for the column, or read such fields as NULL (\"onError\": \"null\") or leave their"
                        + " rows out (\"onError\": \"skip\").");
    }

    @Test
    void linesAreCountedThroughQuotesBlankLinesAndAllLineEnds() throws IOException {
        String text = "\r\nid,n\r\n\r\n1,\"a\r\nb\rc\nd\"\r2,x\n\n3,y,z\n";
        assertFails(
                failure(text, new Options()),
                "The row has 3 fields, the table 2 columns",
                line(10),
                "Quote fields that contain the delimiter (comma), name the right \"delimiter\", or leave such rows out"
                        + " with \"onError\": \"skip\".");
    }

    @Test
    void aRowWithTooManyFields() throws IOException {
        assertFails(
                failure("a;b\n1;2\n3;4;\"\"\n", new Options().onError(ErrorPolicy.NULL)),
                "The row has 3 fields, the table 2 columns",
                line(3),
                "Quote fields that contain the delimiter (semicolon), name the right \"delimiter\", or leave such rows"
                        + " out with \"onError\": \"skip\".");
    }

    @Test
    void aRowWithTooFewFieldsWhereThatIsStrict() throws IOException {
        assertFails(
                failure("a,b\n1,2\n3\n", new Options().strict()),
                "The row has 1 field, the table 2 columns",
                line(3),
                "Without \"strict\" the columns that are missing are read as NULL.");
        assertThat(failure("a,b\n1,2\n3,4,\n", new Options().strict()).problem())
                .isEqualTo("The row has 3 fields, the table 2 columns");
        assertThat(CsvTable.read(
                                file("a,b\n1,2\n3\n"),
                                new Options().strict().onError(ErrorPolicy.SKIP).build())
                        .rows())
                .containsExactly(List.of(1L, 2L));
    }

    @Test
    void aQuoteThatIsNeverClosed() throws IOException {
        for (String tail : List.of("", "\n", "\n4,5\n", " \"\" x", "\"\"")) {
            assertFails(
                    failure("a,b\n1,\"x\ny\"\n\n3,\"open" + tail, new Options()),
                    "A quote that opens on this line is never closed",
                    line(5),
                    "Close it; or, " + QUOTE_OPTION);
        }
        assertThat(failure("a,b\n" + "1,2\n".repeat(100_000) + "3,\"", new Options().sampleRows(10))
                        .location())
                .isEqualTo(line(100_002));
    }

    @Test
    void textBehindAClosingQuote() throws IOException {
        assertFails(
                failure("a,b\n1,\"x\ny\" z\n", new Options()),
                "Behind a closing quote stands \"z\" instead of a delimiter",
                line(3),
                "Write a quote inside a quoted field twice; or, " + QUOTE_OPTION);
        assertThat(failure("a,b\n1,\"x\"\"\" \"\n", new Options()).problem())
                .isEqualTo("Behind a closing quote stands \"\"\" instead of a delimiter");
        assertThat(failure("a,b\n1,\"x\"\u0007\n", new Options()).problem())
                .isEqualTo("Behind a closing quote stands \"\\u0007\" instead of a delimiter");
    }

    @Test
    void bytesThatAreNotOfTheCharset() throws IOException {
        Path file = Files.write(
                folder.resolve("t.csv"), "id,name\n1,ann\n2,Jos\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertFails(
                failure(file, new Options()),
                "The text is not valid UTF-8",
                line(3).withByteOffset(19),
                "Name the file's encoding with the option \"charset\", for example \"windows-1252\".");
        assertThat(CsvTable.read(
                                file,
                                new Options()
                                        .charset(StandardCharsets.ISO_8859_1)
                                        .build())
                        .rows())
                .contains(List.of(2L, "José"));
        byte[] cut = "id,name\n1,Jos\u00e9".getBytes(StandardCharsets.UTF_8);
        Files.write(file, java.util.Arrays.copyOf(cut, cut.length - 1));
        assertThat(failure(file, new Options()).location()).isEqualTo(line(2).withByteOffset(13));
    }

    @Test
    void bytesThatAreNotOfTheCharsetBehindTheSample() throws IOException {
        byte[] bytes = ("id,name\n" + "1,ann\n".repeat(100_000) + "2,?\n" + "1,ann\n".repeat(100_000))
                .getBytes(StandardCharsets.US_ASCII);
        bytes[8 + 600_000 + 2] = (byte) 0xff;
        Path file = Files.write(folder.resolve("t.csv"), bytes);
        assertThat(failure(file, new Options().sampleRows(10)).location())
                .isEqualTo(line(100_002).withByteOffset(600_010));
    }

    @Test
    void utf16WithoutAByteOrderMark() throws IOException {
        Path file = Files.write(folder.resolve("t.csv"), "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE));
        assertFails(
                failure(file, new Options()),
                "The file is no UTF-8 text: much of it are zero bytes",
                Location.of(file),
                "If it is UTF-16 text, set the option \"charset\" to \"UTF-16LE\" or \"UTF-16BE\".");
    }

    @Test
    void aFieldLongerThanTheHeapBears() throws IOException {
        RecordFeed quoted = feed("a,b\n1,\"" + "x\n".repeat(30), 50);
        assertThatThrownBy(() -> drain(quoted))
                .hasMessage(
                        "A field is longer than 50 characters (" + folder.resolve("t.csv") + ", line 2). Check that the"
                                + " quote that opens on this line is closed, or give the JVM more memory (-Xmx).");
        RecordFeed unquoted = feed("a,b\n1," + "x".repeat(51), 50);
        assertThatThrownBy(() -> drain(unquoted))
                .hasMessage("A field is longer than 50 characters (" + folder.resolve("t.csv")
                        + ", line 2). Check that the file is delimited text, or give the JVM more memory (-Xmx).");
        drain(feed("a,b\n1," + "x".repeat(50), 50));
    }

    private RecordFeed feed(String text, long maxFieldCharacters) throws IOException {
        Path file = file(text);
        try (FilePool pool = new FilePool(FilePoolOptions.defaults());
                var contents = pool.open(file)) {
            CharacterSource source = new CharacterSource(
                    contents, StandardCharsets.UTF_8, 0, contents.sizeBytes(), true, new Cancellation());
            RecordFeed feed = new RecordFeed(
                    source,
                    new CsvProblems(file, maxFieldCharacters),
                    new CsvSyntax(',', '"', CsvSyntax.NONE, CsvSyntax.NONE),
                    FieldSelection.first(2),
                    2,
                    1);
            // All of it is in the feed's buffer from here on.
            feed.read(new char[1], 0, 1);
            return feed;
        }
    }

    private static void drain(RecordFeed feed) {
        char[] characters = new char[16];
        while (feed.read(characters, 0, characters.length) > 0) {
            assertThat(feed.line()).isPositive();
        }
    }

    @Test
    void declaredColumnsOfAnotherNumber() throws IOException {
        assertFails(
                failure("\n1,2,3\n", new Options().column("a", ColumnType.BIGINT)),
                "1 column is declared, but the first row has 3 fields",
                line(2),
                "Declare every column of the file in \"columns\", in its order, or check the option \"delimiter\".");
        assertThat(failure("1\n", new Options().column("a", ColumnType.BIGINT).column("b", ColumnType.BIGINT))
                        .problem())
                .isEqualTo("2 columns are declared, but the first row has 1 field");
    }

    @Test
    void moreColumnsThanATableHas() throws IOException {
        assertFails(
                failure("a" + ",".repeat(CsvSniffer.MAX_COLUMNS) + "\n", new Options()),
                "The first row has 100001 fields, more than 100000",
                Location.of(folder.resolve("t.csv")),
                "Check the option \"delimiter\".");
    }

    @Test
    void optionsThatContradictEachOther() throws IOException {
        assertFails(
                failure("a,b\n", new Options().delimiter('"')),
                "The options \"delimiter\" and \"quote\" are the same character, \"",
                Location.of(folder.resolve("t.csv")),
                "Choose another for one of them.");
        assertThat(failure("a,b\n", new Options().delimiter('\n')).problem())
                .isEqualTo("The option \"delimiter\" is a line end");
        assertThat(failure("a,b\n", new Options().quote('\r')).problem())
                .isEqualTo("The option \"quote\" is a line end");
    }

    @Test
    void aDescriptionOfAnotherFormat() throws IOException {
        Path file = file("a,b\n1,2\n");
        FileDescription csv = CsvTable.describe(file, ReadOptions.DEFAULT);
        FileDescription other = new FileDescription(
                csv.format(), csv.schema(), csv.statistics(), () -> java.util.Map.of("none", "none"));
        try (FilePool pool = new FilePool(FilePoolOptions.defaults())) {
            assertThatThrownBy(() -> new CsvReader().scan(request(pool, file, other, new Cancellation())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the description is not of a CSV file: CSV");
        }
    }

    private static ScanRequest request(
            FilePool pool, Path file, FileDescription description, Cancellation cancellation) {
        return new ScanRequest(
                pool.open(file), description, List.of(0), List.of(), ReadOptions.DEFAULT, 10, cancellation);
    }

    @Test
    void aScanCanBeCancelledAndAbandoned() throws IOException {
        Path file = file("a,b\n" + "1,2\n".repeat(200_000));
        FileDescription description = CsvTable.describe(file, ReadOptions.DEFAULT);
        Cancellation cancellation = new Cancellation();
        int threads = Thread.activeCount();
        try (FilePool pool = new FilePool(FilePoolOptions.defaults())) {
            try (Scan scan = new CsvReader().scan(request(pool, file, description, cancellation));
                    Morsel morsel = java.util.Objects.requireNonNull(scan.nextMorsel())) {
                assertThat(scan.nextMorsel()).isNull();
                java.util.Objects.requireNonNull(morsel.nextBatch()).close();
                assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
                cancellation.cancel();
                assertThatThrownBy(morsel::nextBatch).isInstanceOf(CancellationException.class);
            }
        }
        Cancellation early = new Cancellation();
        early.cancel();
        try (FilePool pool = new FilePool(FilePoolOptions.defaults());
                var contents = pool.open(file)) {
            assertThatThrownBy(() -> new CsvReader().describe(contents, ReadOptions.DEFAULT, early))
                    .isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void aMorselOutlivesItsScan() throws IOException {
        Path file = file("a,b\n" + "1,2\n".repeat(100_000));
        FileDescription description = CsvTable.describe(file, ReadOptions.DEFAULT);
        try (FilePool pool = new FilePool(FilePoolOptions.defaults())) {
            Scan scan = new CsvReader().scan(request(pool, file, description, new Cancellation()));
            try (Morsel morsel = java.util.Objects.requireNonNull(scan.nextMorsel())) {
                scan.close();
                int rows = 0;
                for (var batch = morsel.nextBatch(); batch != null; batch = morsel.nextBatch()) {
                    rows += batch.rowCount();
                    batch.close();
                }
                assertThat(rows).isEqualTo(100_000);
            }
            assertThat(LiveResources.count(LiveResources.Kind.FILE_CONTENTS)).isZero();
        }
    }

    @Test
    void aFileThatIsCutWhileItIsRead() throws IOException {
        Path file = file("a,b\n" + "1,2\n".repeat(1_000_000));
        FileDescription description = CsvTable.describe(file, ReadOptions.DEFAULT);
        try (FilePool pool = new FilePool(FilePoolOptions.defaults());
                Scan scan = ExactScan.start(new CsvReader(), request(pool, file, description, new Cancellation()));
                Morsel morsel = java.util.Objects.requireNonNull(scan.nextMorsel())) {
            java.util.Objects.requireNonNull(morsel.nextBatch()).close();
            try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
                channel.truncate(100_000);
            }
            assertThatThrownBy(() -> {
                        for (var batch = morsel.nextBatch(); batch != null; batch = morsel.nextBatch()) {
                            batch.close();
                        }
                    })
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("shrank from 4000004 to 100000 bytes");
        }
    }
}
