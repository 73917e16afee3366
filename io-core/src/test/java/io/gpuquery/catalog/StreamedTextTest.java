package io.gpuquery.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.testing.Compressed;
import io.gpuquery.testing.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compressed text that is too long to be held as a whole: it is read in chunks, and gives what the plain text gives. */
@Timeout(600)
class StreamedTextTest {
    /** Longer than what is taken as a whole, and several chunks. */
    private static final int TEXT_BYTES = 5 << 20;

    @TempDir
    private Path temporary;

    private Path root = Path.of("");
    private LeakCheck leaks = LeakCheck.start();

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
        leaks = LeakCheck.start();
    }

    @AfterEach
    void nothingIsLeft() {
        leaks.verify();
    }

    private CatalogTable table(String name) {
        return table(name, CatalogOptions.DEFAULT);
    }

    private CatalogTable table(String name, CatalogOptions options) {
        return Catalog.open(root, options, FilePool.shared()).snapshot().get(name);
    }

    private static Scan scan(CatalogTable table, Cancellation cancellation) {
        var schema = table.describe().schema();
        List<Integer> columns = IntStream.range(0, schema.columnCount()).boxed().toList();
        return table.scan(schema, columns, List.of(), 1000, cancellation);
    }

    private static void read(Morsel morsel, List<String> rows) {
        for (ColumnBatch batch = morsel.nextBatch(); batch != null; batch = morsel.nextBatch()) {
            try (ColumnBatch each = batch) {
                for (int row = 0; row < each.rowCount(); row++) {
                    StringBuilder text = new StringBuilder();
                    for (Column column : each.columns()) {
                        text.append(value(column, row)).append('|');
                    }
                    rows.add(text.toString());
                }
            }
        }
    }

    private static String value(Column column, int row) {
        if (column.isNull(row)) {
            return "null";
        }
        return column instanceof ViewColumn texts
                ? new String(texts.getBytes(row), UTF_8)
                : Long.toString(((FixedWidthColumn) column).getLong(row));
    }

    /** The rows, and what a failure behind them says. */
    private static List<String> rows(CatalogTable table) {
        List<String> rows = new ArrayList<>();
        try (Scan scan = scan(table, new Cancellation())) {
            for (Morsel morsel = scan.nextMorsel(); morsel != null; morsel = scan.nextMorsel()) {
                try (Morsel open = morsel) {
                    read(open, rows);
                }
            }
        }
        return rows;
    }

    /** Not too repetitive, on which some compressors spend much time. */
    private static String words(Random random, String... signs) {
        StringBuilder words = new StringBuilder("é");
        for (int i = random.nextInt(20); i > 0; i--) {
            words.append(Integer.toString(random.nextInt(1 << 28), 36)).append(signs[random.nextInt(signs.length)]);
        }
        return words.toString();
    }

    private static String csv(Random random, int bytes) {
        StringBuilder text = new StringBuilder("id,text,amount\r\n");
        for (int i = 0; text.length() < bytes; i++) {
            String words = words(random, "\"\"", ",", "\n");
            text.append(i).append(i % 3 == 0 ? ",plain text " + i : ",\"" + words + '"');
            text.append(',').append(random.nextInt(1000)).append(i % 5 == 0 ? "\r\n" : "\n");
        }
        return text.toString();
    }

    private static List<String> objects(Random random, int bytes) {
        List<String> objects = new ArrayList<>();
        int length = 0;
        for (int i = 0; length < bytes; i++) {
            String words = words(random, "\\\"", "},{", "\\\\", "[");
            // Neither always an array nor always an object: the column is their text.
            String more = i % 200 == 0 ? "[{\"a\":\"]},{\"},[],{}]" : "{\"b\":[\"}]\"]}";
            String nested = i % 100 == 0 ? ",\"more\":" + more : "";
            String object = "{\"id\":" + i + (i % 4 == 0 ? " , " : ",") + "\"text\":\"" + words + "\"" + nested + "}";
            objects.add(object);
            length += object.length() + 2;
        }
        return objects;
    }

    private void equalsPlain(Compressed compressed, String name, String end, String text) throws IOException {
        Files.writeString(root.resolve(name + end), text);
        Files.createDirectories(root.resolve("c"));
        Files.write(
                root.resolve("c/" + name + "c" + end + '.' + compressed.extension()),
                compressed.of(text.getBytes(UTF_8)));
        List<String> plain = rows(table(name));
        CatalogTable streamed = table(name + "c");
        assertThat(streamed.describe().schema())
                .isEqualTo(table(name).describe().schema());
        assertThat(streamed.describe().statistics().exact()).isFalse();
        assertThat(streamed.describe().statistics().rowCount()).isBetween(plain.size() / 2L, plain.size() * 2L);
        assertThat(rows(streamed)).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource
    void rowsAreThoseOfThePlainText(Compressed compressed) throws IOException {
        Random random = new Random(compressed.name().hashCode());
        equalsPlain(compressed, "delimited", ".csv", csv(random, TEXT_BYTES));
        if (compressed != Compressed.GZ && compressed != Compressed.ZST) {
            return;
        }
        equalsPlain(compressed, "lines", ".ndjson", String.join("\n", objects(random, TEXT_BYTES)));
        equalsPlain(compressed, "list", ".json", "[" + String.join(", ", objects(random, TEXT_BYTES)) + "]\n");
        equalsPlain(compressed, "pretty", ".json", "[\n " + String.join(",\n ", objects(random, TEXT_BYTES)) + "\n]");
    }

    @ParameterizedTest
    @EnumSource(names = {"GZ", "ZST", "SZ"})
    void membersMayEndAnywhere(Compressed compressed) throws IOException {
        byte[] text = csv(new Random(7), TEXT_BYTES).getBytes(UTF_8);
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        Random random = new Random(8);
        for (int at = 0; at < text.length; ) {
            int end = Math.min(text.length, at + 1 + random.nextInt(3 << 20));
            members.write(compressed.of(Arrays.copyOfRange(text, at, end)));
            at = end;
        }
        Files.write(root.resolve("plain.csv"), text);
        Files.write(root.resolve("t.csv." + compressed.extension()), members.toByteArray());
        assertThat(rows(table("t"))).isEqualTo(rows(table("plain")));
    }

    @Test
    void recordsMayBeLongerThanChunks() throws IOException {
        String text = "id,text\n" + "1,x\n".repeat(1_200_000) + "2,\"" + "long, \n".repeat(1_500_000) + "\"\n3,y\n";
        Files.write(root.resolve("t.csv.gz"), Compressed.GZ.of(text.getBytes(UTF_8)));
        List<String> rows = rows(table("t"));
        assertThat(rows).hasSize(1_200_002);
        assertThat(rows.get(1_200_000)).hasSize(2 + 7 * 1_500_000 + 1);
        assertThat(rows.get(1_200_001)).isEqualTo("3|y|");
    }

    @Test
    void asManyChunksAreInMemoryAsMorselsAreOpen() throws IOException {
        int bytes = 40 << 20;
        Files.write(
                root.resolve("t.csv.gz"),
                Compressed.GZ.of(csv(new Random(3), bytes).getBytes(UTF_8)));
        CatalogTable table = table("t");
        table.describe();
        long before = LiveResources.count(LiveResources.Kind.BLOCK);
        int morsels = 0;
        try (Scan scan = scan(table, new Cancellation())) {
            Morsel last = Objects.requireNonNull(scan.nextMorsel());
            for (Morsel next = scan.nextMorsel(); next != null; next = scan.nextMorsel()) {
                morsels++;
                // The file, if it is small enough to be copied, and two chunks.
                assertThat(LiveResources.count(LiveResources.Kind.BLOCK)).isLessThanOrEqualTo(before + 3);
                last.close();
                last = next;
            }
            last.close();
        }
        assertThat(morsels).isGreaterThan(bytes / (4 << 20));
    }

    @Test
    void theFirstRowsOfADamagedFileAreThereAndThenItIsAnError() throws IOException {
        byte[] text = csv(new Random(1), 3 * TEXT_BYTES).getBytes(UTF_8);
        for (Compressed compressed : List.of(Compressed.GZ, Compressed.ZST, Compressed.SZ)) {
            byte[] file = compressed.of(text);
            Path cut = root.resolve("cut." + "csv." + compressed.extension());
            Files.write(cut, Arrays.copyOf(file, file.length - file.length / 10));
            List<String> first = new ArrayList<>();
            DataException failure;
            try (Scan scan = scan(table("cut"), new Cancellation())) {
                try (Morsel morsel = Objects.requireNonNull(scan.nextMorsel())) {
                    read(morsel, first);
                }
                failure = catchThrowableOfType(DataException.class, () -> {
                    for (Morsel next = scan.nextMorsel(); next != null; next = scan.nextMorsel()) {
                        next.close();
                    }
                });
                // It stays so.
                assertThat(catchThrowableOfType(DataException.class, scan::nextMorsel))
                        .isNotNull();
            }
            assertThat(first).hasSizeGreaterThan(1000);
            assertThat(failure).as(compressed.name()).isNotNull();
            assertThat(failure.problem())
                    .matches(
                            "The file is compressed by \\w+ and (ends too early|damaged: .*), behind 1[0-6],\\d{3},\\d{3}"
                                    + " bytes of its text");
            assertThat(failure.location().file()).isEqualTo(cut);
            Files.delete(cut);
        }
    }

    @Test
    void whatBecomesTooLongIsRefusedWhenItHas() throws IOException {
        byte[] text = csv(new Random(1), 3 * TEXT_BYTES).getBytes(UTF_8);
        Files.write(root.resolve("t.csv.gz"), Compressed.GZ.of(text));
        CatalogTable table = table("t", CatalogOptions.DEFAULT.withMaxDecompressedBytes(2 * TEXT_BYTES));
        List<String> first = new ArrayList<>();
        try (Scan scan = scan(table, new Cancellation())) {
            try (Morsel morsel = Objects.requireNonNull(scan.nextMorsel())) {
                read(morsel, first);
            }
        }
        assertThat(first).isNotEmpty();
        assertThat(catchThrowableOfType(DataException.class, () -> rows(table)).getMessage())
                .contains("becomes more than " + 2 * TEXT_BYTES + " bytes")
                .contains("raise maxDecompressedBytes");
    }

    @Test
    void placesOfMistakesAreThoseInTheText() throws IOException {
        String late = csv(new Random(5), 2 * TEXT_BYTES);
        mistakeIsAt("csv", late + "1,x,no number\n" + csv(new Random(6), 1000).substring(16), late, "amount");
        String objects = String.join("\n", objects(new Random(5), 2 * TEXT_BYTES)) + "\n";
        mistakeIsAt("ndjson", objects + "{\"id\": \"x\"}\n" + objects, objects, "id");
        String array = "[" + objects.replace("}\n{\"id", "},\n{\"id").stripTrailing();
        mistakeIsAt("json", array + ",\n{\"id\": \"x\"}\n]", array + "\n", "id");
        mistakeIsAt("json", array + ",\n{\"id\": 1,}\n]", array + "\n", null);
    }

    private void mistakeIsAt(String end, String text, String before, @org.jspecify.annotations.Nullable String column)
            throws IOException {
        Path plain = root.resolve("plain." + end);
        Path compressed = root.resolve("streamed." + end + ".zst");
        Files.writeString(plain, text);
        Files.write(compressed, Compressed.ZST.of(text.getBytes(UTF_8)));
        DataException expected = catchThrowableOfType(DataException.class, () -> rows(table("plain")));
        DataException failure = catchThrowableOfType(DataException.class, () -> rows(table("streamed")));
        Location place = expected.location();
        assertThat(place.line()).isEqualTo(1 + before.lines().count());
        assertThat(place.column()).isEqualTo(column);
        assertThat(failure.problem()).isEqualTo(expected.problem());
        assertThat(failure.hint()).isEqualTo(expected.hint());
        assertThat(failure.location())
                .isEqualTo(new Location(compressed, place.line(), null, place.column(), place.byteOffset()));
        Files.delete(plain);
        Files.delete(compressed);
    }

    @Test
    void decompressingIsCancelled() throws Exception {
        byte[] text = csv(new Random(1), 2 * TEXT_BYTES).getBytes(UTF_8);
        Files.write(root.resolve("t.csv.bz2"), Compressed.BZ2.of(text));
        CatalogTable table = table("t");
        table.describe();
        Cancellation cancellation = new Cancellation();
        Thread canceller = new Thread(() -> {
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            cancellation.cancel();
        });
        canceller.start();
        try (Scan scan = scan(table, cancellation)) {
            assertThat(catchThrowableOfType(CancellationException.class, () -> {
                        while (true) {
                            Objects.requireNonNull(scan.nextMorsel()).close();
                        }
                    }))
                    .isNotNull();
        }
        canceller.join();
    }

    @Test
    void textThatHasToBeKnownAsAWholeIsReadAsAWhole() throws IOException {
        String text = csv(new Random(2), TEXT_BYTES);
        Files.writeString(root.resolve("plain.csv"), text);
        Files.write(
                root.resolve("wide.csv.gz"), Compressed.GZ.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_16)));
        String object = "{\"text\": \"" + "x".repeat(TEXT_BYTES) + "\"}";
        Files.write(root.resolve("one.json.gz"), Compressed.GZ.of(object.getBytes(UTF_8)));
        assertThat(rows(table("wide"))).isEqualTo(rows(table("plain")));
        assertThat(rows(table("one"))).containsExactly("x".repeat(TEXT_BYTES) + "|");
    }
}
