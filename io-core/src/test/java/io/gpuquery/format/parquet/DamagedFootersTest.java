package io.gpuquery.format.parquet;

import static io.gpuquery.format.parquet.HandmadeFile.bytes;
import static io.gpuquery.format.parquet.HandmadeFile.ints;
import static io.gpuquery.format.parquet.HandmadeFile.join;
import static io.gpuquery.format.parquet.HandmadeFile.varint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnCryptoMetaData;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.EncryptionWithFooterKey;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a footer may claim: the message, the place, and no more time or memory than its length is worth. */
@Timeout(60)
class DamagedFootersTest {
    private static final String DAMAGED = "The file is damaged, or its writer has a defect: write it again.";

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

    private static HandmadeFile healthy() {
        return new HandmadeFile(Type.INT32, FieldRepetitionType.REQUIRED).data(2, Encoding.PLAIN, ints(1, 2));
    }

    private static DataException failure(Path file) {
        return catchThrowableOfType(
                DataException.class, () -> ParquetTable.open(file).close());
    }

    private Path written(byte[] content) throws IOException {
        return Files.write(folder.resolve("footer.parquet"), content);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aFileTooShortForAFooterIsToldSo() throws IOException {
        Path file = written(ascii("PAR1PAR1"));

        assertThat(failure(file))
                .hasMessage("A file of 8 bytes is too short for Parquet (" + file
                        + "). The file is empty or cut: write it again, or remove it.");
    }

    @Test
    void aFileThatDoesNotStartAsParquetIsToldSo() throws IOException {
        Path file = written(ascii("PAR2....................PAR1"));

        assertThat(failure(file))
                .hasMessage(
                        "The file does not start as Parquet does, with PAR1 (" + file
                                + ", byte 0). The file is cut or is no Parquet file: write it again, or name it by its format.");
    }

    @Test
    void aFileThatIsCutIsToldSo() throws IOException {
        byte[] whole = Files.readAllBytes(healthy().write(folder.resolve("whole.parquet")));
        Path file = written(Arrays.copyOf(whole, whole.length - 1));

        assertThat(failure(file))
                .hasMessage("The file does not end as Parquet does, with PAR1 (" + file + ", byte " + (whole.length - 5)
                        + "). The file is cut or is no Parquet file: write it again, or name it by its format.");
    }

    @Test
    void anEncryptedFooterIsToldSo() throws IOException {
        Path file = written(ascii("PARE....................PARE"));

        assertThat(failure(file))
                .hasMessage("The footer of this Parquet file is encrypted (" + file
                        + "). Encrypted files cannot be read: decrypt it with the program that wrote it.");
    }

    static Stream<Arguments> footerLengths() {
        return Stream.of(
                Arguments.of(0, "0"),
                Arguments.of(-1, "4294967295"),
                Arguments.of(9, "9"),
                Arguments.of(Integer.MAX_VALUE, "2147483647"));
    }

    @ParameterizedTest
    @MethodSource("footerLengths")
    void aFooterLongerThanTheFileIsToldSo(int length, String told) throws IOException {
        Path file = written(join(ascii("PAR1........"), ints(length), ascii("PAR1")));

        assertThat(failure(file))
                .hasMessage("The file claims a footer of " + told + " bytes in 20 (" + file
                        + ", byte 12). The file is damaged: write it again.");
    }

    static Stream<Arguments> bombs() {
        byte[] deep = new byte[1_000_000];
        // Field 15 of type struct in itself, for ever.
        Arrays.fill(deep, (byte) 0xfc);
        byte[] lists = new byte[1_000_000];
        // A list of one list in itself, for ever.
        Arrays.fill(lists, (byte) 0x19);
        lists[0] = (byte) 0xf9;
        return Stream.of(
                Arguments.of("nested structures", deep, "structures are nested deeper than 32"),
                Arguments.of("nested lists", lists, "structures are nested deeper than 32"),
                Arguments.of("a long list", join(bytes(0x29, 0xfc), varint(Integer.MAX_VALUE)), "it is cut"),
                Arguments.of("a longer list", join(bytes(0x29, 0xfc), varint(0xffffffffL)), "Negative length: -1"),
                Arguments.of("a long string", join(bytes(0x68), varint(Integer.MAX_VALUE)), "it is cut"),
                Arguments.of("a long map", join(bytes(0xfb), varint(Integer.MAX_VALUE), bytes(0x88)), "it is cut"),
                Arguments.of("no field", bytes(0), "Required field 'version' was not found in serialized data!"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void aFooterThatClaimsMoreThanItHoldsCostsNothing(String what, byte[] footer, String problem) throws IOException {
        Path file = healthy().write(folder.resolve("bomb.parquet"), footer);

        assertThat(failure(file).problem()).as(what).startsWith("The footer cannot be read: " + problem);
        assertThat(failure(file).location().byteOffset()).isPositive();
        assertThat(failure(file).hint())
                .isEqualTo("The file is damaged, or uses a part of the format that is newer than this reader.");
    }

    private static Consumer<FileMetaData> rowGroup(Consumer<RowGroup> change) {
        return metadata -> change.accept(metadata.getRow_groups().get(0));
    }

    private static Consumer<FileMetaData> chunk(Consumer<ColumnMetaData> change) {
        return rowGroup(group -> change.accept(group.getColumns().get(0).getMeta_data()));
    }

    private static Consumer<FileMetaData> rows(long count) {
        return metadata -> {
            metadata.setNum_rows(count);
            metadata.getRow_groups().get(0).setNum_rows(count);
            metadata.getRow_groups().get(0).getColumns().get(0).getMeta_data().setNum_values(count);
        };
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                Arguments.of(rows(1L << 60), "A column chunk of 25 bytes claims 1152921504606846976 values"),
                Arguments.of(rows(-1), "A row group claims -1 rows"),
                Arguments.of(
                        (Consumer<FileMetaData>) metadata -> metadata.setNum_rows(3),
                        "The file claims 3 rows, and its row groups 2"),
                Arguments.of(
                        rowGroup(group -> group.setNum_rows(3)),
                        "A column chunk claims 2 values in a row group of 3 rows"),
                Arguments.of(
                        chunk(chunk -> chunk.setNum_values(1)),
                        "A column chunk claims 1 values in a row group of 2 rows"),
                Arguments.of(
                        chunk(chunk -> chunk.setTotal_compressed_size(0)), "A column chunk of 0 bytes claims 2 values"),
                Arguments.of(
                        chunk(chunk -> chunk.setTotal_compressed_size(Long.MAX_VALUE)),
                        "A column chunk claims 9223372036854775807 bytes from byte 4 on, outside the file of"),
                Arguments.of(
                        chunk(chunk -> chunk.setTotal_compressed_size(-1)),
                        "A column chunk claims -1 bytes from byte 4 on, outside the file of"),
                Arguments.of(
                        chunk(chunk -> chunk.setData_page_offset(1L << 40)),
                        "A column chunk claims 25 bytes from byte 1099511627776 on, outside the file of"),
                Arguments.of(
                        chunk(chunk -> chunk.setData_page_offset(-9)),
                        "A column chunk claims 25 bytes from byte -9 on, outside the file of"),
                Arguments.of(
                        chunk(chunk -> chunk.setType(Type.INT64)), "A column chunk of INT64 for a column of INT32"),
                Arguments.of(
                        rowGroup(group -> group.setColumns(List.of())),
                        "A row group has 0 column chunks for 1 columns"),
                Arguments.of(
                        rowGroup(group -> group.setColumns(List.of(new ColumnChunk(0)))),
                        "A column chunk has no metadata"),
                Arguments.of(
                        (Consumer<FileMetaData>) metadata -> metadata.setSchema(List.of()),
                        "The schema cannot be read: the schema is empty"),
                Arguments.of(
                        (Consumer<FileMetaData>)
                                metadata -> metadata.getSchema().get(0).setNum_children(2),
                        "The schema cannot be read: the schema ends within a group"),
                Arguments.of(
                        (Consumer<FileMetaData>)
                                metadata -> metadata.getSchema().get(0).setNum_children(Integer.MAX_VALUE),
                        "The schema cannot be read: the schema ends within a group"),
                Arguments.of(
                        (Consumer<FileMetaData>)
                                metadata -> metadata.getSchema().get(0).setNum_children(-2),
                        "The schema cannot be read: a group of -2 columns"),
                Arguments.of(
                        (Consumer<FileMetaData>)
                                metadata -> metadata.getSchema().get(0).setNum_children(0),
                        "The schema cannot be read: the schema has 2 elements, of which 1 are in its tree"),
                Arguments.of(
                        (Consumer<FileMetaData>) metadata -> {
                            RowGroup group = metadata.getRow_groups().get(0);
                            group.setNum_rows(Long.MAX_VALUE);
                            group.getColumns().get(0).getMeta_data().setNum_values(Long.MAX_VALUE);
                        },
                        "A column chunk of 25 bytes claims 9223372036854775807 values"));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void aLieIsToldWithItsPlace(Consumer<FileMetaData> lie, String problem) throws IOException {
        Path file = healthy().write(folder.resolve("lie.parquet"), lie);

        DataException failure = failure(file);
        assertThat(failure.problem()).isEqualTo(problem.endsWith(" of") ? problem + " " + Files.size(file) : problem);
        assertThat(failure.location().file()).isEqualTo(file);
        assertThat(failure.location().byteOffset()).isNotNull();
        assertThat(failure.hint()).isEqualTo(DAMAGED);
        if (problem.startsWith("A column chunk")) {
            assertThat(failure.location().rowGroup()).isZero();
            assertThat(failure.location().column()).isEqualTo("c");
        }
    }

    @Test
    void anEncryptedColumnIsToldWhenItIsRead() throws IOException {
        Path file = healthy().write(folder.resolve("encrypted.parquet"), rowGroup(group -> {
            ColumnChunk chunk = new ColumnChunk(0);
            chunk.setCrypto_metadata(ColumnCryptoMetaData.ENCRYPTION_WITH_FOOTER_KEY(new EncryptionWithFooterKey()));
            group.setColumns(List.of(chunk));
        }));

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.description().statistics().rowCount()).isEqualTo(2);
            assertThatThrownBy(table::rows)
                    .isInstanceOf(DataException.class)
                    .hasMessage("The column is encrypted (" + file + ", row group 0, column \"c\"). "
                            + "Leave this column out, or write the file again with the column in it.");
        }
    }

    @Test
    void aColumnInAnotherFileIsToldWhenItIsRead() throws IOException {
        Path file = healthy()
                .write(
                        folder.resolve("parts.parquet"),
                        rowGroup(group -> group.getColumns().get(0).setFile_path("part-1")));

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThatThrownBy(table::rows)
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("The column lies in another file, part-1 (" + file);
        }
    }

    @Test
    void aFileThatWasReplacedSinceItWasDescribedIsToldSo() throws IOException {
        Path file = healthy().write(folder.resolve("replaced.parquet"));

        try (ParquetTable table = ParquetTable.open(file)) {
            long size = Files.size(file);
            new HandmadeFile(new SchemaElement("longer")
                            .setType(Type.INT64)
                            .setRepetition_type(FieldRepetitionType.REQUIRED))
                    .data(0, Encoding.PLAIN)
                    .write(file);

            assertThatThrownBy(table::rows)
                    .isInstanceOf(DataException.class)
                    .hasMessage("The file has " + Files.size(file) + " bytes and had " + size
                            + " when its footer was read (" + file
                            + "). The file was replaced meanwhile: run the statement again.");
        }
    }
}
