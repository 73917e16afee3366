package io.gpuquery.format.parquet;

import static io.gpuquery.format.parquet.HandmadeFile.bytes;
import static io.gpuquery.format.parquet.HandmadeFile.ints;
import static io.gpuquery.format.parquet.HandmadeFile.join;
import static io.gpuquery.format.parquet.HandmadeFile.prefixed;
import static io.gpuquery.format.parquet.HandmadeFile.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.LiveResources;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Levels that no writer would write: an error with its place, or rows, and nothing else. */
@Timeout(60)
class DamagedNestingTest {
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

    /** A file of one column of lists of integers, of which one page has these levels and values. */
    private Path lists(int rows, byte[] repetition, byte[] definition, int levels, int... values) throws IOException {
        return new HandmadeFile(Type.INT32, FieldRepetitionType.REQUIRED)
                .data(levels, Encoding.PLAIN, prefixed(repetition), prefixed(definition), ints(values))
                .write(folder.resolve("lists.parquet"), metadata -> {
                    SchemaElement root = metadata.getSchema().get(0);
                    metadata.setSchema(new ArrayList<>(List.of(
                            root,
                            group("c", FieldRepetitionType.OPTIONAL).setConverted_type(ConvertedType.LIST),
                            group("list", FieldRepetitionType.REPEATED),
                            new SchemaElement("element")
                                    .setType(Type.INT32)
                                    .setRepetition_type(FieldRepetitionType.REQUIRED))));
                    metadata.setNum_rows(rows);
                    metadata.getRow_groups().get(0).setNum_rows(rows);
                });
    }

    private static SchemaElement group(String name, FieldRepetitionType repetition) {
        return new SchemaElement(name).setRepetition_type(repetition).setNum_children(1);
    }

    private static DataException failure(Path file) {
        try (ParquetTable table = ParquetTable.open(file)) {
            DataException e = catchThrowableOfType(DataException.class, table::rows);
            assertThat(e).isNotNull();
            assertThat(e.location().file()).isEqualTo(file);
            assertThat(e.location().rowGroup()).isEqualTo(0);
            assertThat(e.location().column()).startsWith("c");
            assertThat(e.hint()).isNotEmpty();
            return e;
        }
    }

    @Test
    void healthyLevelsAreRead() throws IOException {
        // [7, 8], null, [], [9]
        Path file = lists(
                4, join(run(1, 0), run(1, 1), run(3, 0)), join(run(2, 2), run(1, 0), run(1, 1), run(1, 2)), 5, 7, 8, 9);

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.rows())
                    .containsExactly(
                            List.of(List.of(7L, 8L)),
                            Arrays.asList((Object) null),
                            List.of(List.of()),
                            List.of(List.of(9L)));
        }
    }

    @Test
    void aDefinitionLevelBeyondTheMaximumIsFound() throws IOException {
        assertThat(failure(lists(2, run(2, 0), run(2, 3), 2, 1, 2)).problem())
                .isEqualTo("The definition level 3 where c.element has at most 2");
    }

    @Test
    void aRepetitionThatContinuesNothingIsFound() throws IOException {
        assertThat(failure(lists(1, run(2, 1), run(2, 2), 2, 1, 2)).problem())
                .isEqualTo("The repetition level 1 with the definition level 2 behind 0 continues no list");
        assertThat(failure(lists(1, join(run(1, 0), run(1, 1)), join(run(1, 1), run(1, 2)), 2, 1))
                        .problem())
                .isEqualTo("The repetition level 1 with the definition level 2 behind 1 continues no list");
        assertThat(failure(lists(1, join(run(1, 0), run(1, 1)), join(run(1, 2), run(1, 0)), 2, 1))
                        .problem())
                .isEqualTo("The repetition level 1 with the definition level 0 behind 2 continues no list");
    }

    @Test
    void rowCountsThatLieAreFound() throws IOException {
        byte[] threeRows = run(3, 0);
        assertThat(failure(lists(4, threeRows, run(3, 2), 3, 1, 2, 3)).problem())
                .isEqualTo("The column chunk has fewer rows than its row group");
        assertThat(failure(lists(2, threeRows, run(3, 2), 3, 1, 2, 3)).problem())
                .isEqualTo("The column chunk has more rows than its row group");
    }

    @Test
    void missingLevelsAndValuesAreFound() throws IOException {
        assertThat(failure(lists(3, run(3, 0), run(2, 2), 3, 1, 2, 3)).problem())
                .isEqualTo("The page holds fewer levels or codes than its header says");
        assertThat(failure(lists(3, run(3, 0), run(3, 2), 3, 1, 2)).problem()).startsWith("The page is cut");
        assertThat(failure(lists(3, bytes(-1, -1, -1, -1, -1, -1), run(3, 2), 3, 1, 2))
                        .problem())
                .isNotEmpty();
    }

    @Test
    void aRowOfMoreLevelsThanMemoryIsWorthIsRefused() throws IOException {
        DataException e = failure(lists(
                1, join(run(1, 0), run(Integer.MAX_VALUE / 2, 1)), run(Integer.MAX_VALUE, 2), Integer.MAX_VALUE));
        assertThat(e.problem()).containsAnyOf("A row of more than", "The page is cut");
    }

    @Test
    void leavesThatDisagreeAreFound() throws IOException {
        Path file = folder.resolve("pairs.parquet");
        ParquetWriting.write(
                file,
                "message pairs { repeated group x { required int32 a; } repeated group y { required int32 b; } }",
                options -> options.withCompressionCodec(CompressionCodecName.UNCOMPRESSED),
                (writer, rows) -> {
                    for (int[] sizes : new int[][] {{1, 2}, {2, 1}}) {
                        Group row = rows.newGroup();
                        for (int i = 0; i < sizes[0]; i++) {
                            row.addGroup("x").add("a", i);
                        }
                        for (int i = 0; i < sizes[1]; i++) {
                            row.addGroup("y").add("b", i);
                        }
                        writer.write(row);
                    }
                });
        // The same chunks as fields of one group.
        withFooter(file, metadata -> {
            List<SchemaElement> schema = metadata.getSchema();
            SchemaElement root = schema.get(0).setNum_children(1);
            SchemaElement group = schema.get(1).setNum_children(2);
            group.setName("c");
            metadata.setSchema(new ArrayList<>(List.of(root, group, schema.get(2), schema.get(4))));
        });

        assertThat(failure(file).problem())
                .isEqualTo("The levels of c.a and c.b do not agree on the values around them");
    }

    private static void withFooter(Path file, java.util.function.Consumer<FileMetaData> changes) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int length = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(whole.length - 8);
        int footerAt = whole.length - 8 - length;
        FileMetaData metadata =
                Util.readFileMetaData(new ByteArrayInputStream(Arrays.copyOfRange(whole, footerAt, footerAt + length)));
        changes.accept(metadata);
        ByteArrayOutputStream footer = new ByteArrayOutputStream();
        Util.writeFileMetaData(metadata, footer);
        Files.write(
                file,
                join(
                        Arrays.copyOf(whole, footerAt),
                        footer.toByteArray(),
                        ints(footer.size()),
                        "PAR1".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    @Test
    void schemasWithoutEndAreLeftOut() throws IOException {
        Path file = new HandmadeFile(Type.INT32, FieldRepetitionType.REQUIRED)
                .data(1, Encoding.PLAIN, ints(1))
                .write(folder.resolve("deep.parquet"), metadata -> {
                    List<SchemaElement> schema =
                            new ArrayList<>(List.of(metadata.getSchema().get(0)));
                    for (int i = 0; i < 10_000; i++) {
                        schema.add(group("array", FieldRepetitionType.REPEATED)
                                .setConverted_type(i % 2 == 0 ? ConvertedType.LIST : null));
                    }
                    schema.add(metadata.getSchema().get(1));
                    metadata.setSchema(schema);
                });

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.schema().columns()).isEmpty();
            assertThat(table.footer().leftOut().get("array")).endsWith("nested deeper than 100 levels");
        }
    }

    @Test
    void aWrongByteGivesRowsOrAnError() throws IOException {
        wrongBytes(2, 40);
    }

    @Test
    @Tag("full")
    @Timeout(600)
    void manyWrongBytesGiveRowsOrAnError() throws IOException {
        wrongBytes(12, 3);
    }

    private void wrongBytes(int seeds, int mostStep) throws IOException {
        for (int seed = 0; seed < seeds; seed++) {
            byte[] healthy = Files.readAllBytes(random(seed));
            Random random = new Random(seed);
            Path file = folder.resolve("flipped.parquet");
            for (int offset = 4; offset < healthy.length; offset += 1 + random.nextInt(mostStep)) {
                byte[] flipped = healthy.clone();
                flipped[offset] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, flipped);
                String what = "seed " + seed + ", byte " + offset;
                assertThatCode(() -> read(file)).as(what).doesNotThrowAnyException();
            }
        }
    }

    private static void read(Path file) {
        try (ParquetTable table = ParquetTable.open(file)) {
            table.rows();
        } catch (DataException e) {
            assertThat(e.location().file()).isEqualTo(file);
            assertThat(e.hint()).isNotEmpty();
        }
    }

    private Path random(int seed) throws IOException {
        Random random = new Random(seed);
        List<NestedSample> fields = List.of(NestedSample.of(random, "a", 3), NestedSample.of(random, "b", 3));
        Path file = folder.resolve("random" + seed + ".parquet");
        ParquetWriting.write(
                file,
                "message random { " + fields.get(0).declaration()
                        + fields.get(1).declaration() + " }",
                options -> options.withCompressionCodec(CompressionCodecName.UNCOMPRESSED),
                (writer, rows) -> {
                    for (int row = 0; row < 20; row++) {
                        Group group = rows.newGroup();
                        fields.forEach(field -> field.write(group, field.value()));
                        writer.write(group);
                    }
                });
        return file;
    }
}
