package io.gpuquery.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePool;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.testing.Compressed;
import io.gpuquery.testing.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compressed text as tables. */
@Timeout(120)
class CompressedFileTest {
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
    void nothingIsLeft() throws IOException {
        leaks.verify();
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), "gpu-query-*.tmp")) {
            assertThat(left).isEmpty();
        }
    }

    private CatalogSnapshot open() {
        return open(CatalogOptions.DEFAULT);
    }

    private CatalogSnapshot open(CatalogOptions options) {
        return Catalog.open(root, options, FilePool.shared()).snapshot();
    }

    private static byte[] csv(int rows) {
        StringBuilder text = new StringBuilder("id,text\n");
        for (int i = 0; i < rows; i++) {
            text.append(i).append(",some text of row ").append(i).append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    private static List<Long> ids(CatalogTable table) {
        List<Long> ids = new ArrayList<>();
        var schema = table.describe().schema();
        try (Scan scan = table.scan(schema, List.of(0), List.of(), 1000, new Cancellation())) {
            for (Morsel morsel = scan.nextMorsel(); morsel != null; morsel = scan.nextMorsel()) {
                try (Morsel open = morsel) {
                    for (ColumnBatch batch = open.nextBatch(); batch != null; batch = open.nextBatch()) {
                        try (ColumnBatch each = batch) {
                            FixedWidthColumn column = (FixedWidthColumn) each.column(0);
                            for (int row = 0; row < each.rowCount(); row++) {
                                ids.add(column.getLong(row));
                            }
                        }
                    }
                }
            }
        }
        return ids;
    }

    @ParameterizedTest
    @EnumSource
    void compressedTextIsATable(Compressed compressed) throws IOException {
        String end = "." + compressed.extension();
        Files.write(root.resolve("rows.csv" + end), compressed.of(csv(5000)));
        Files.write(root.resolve("lines.ndjson" + end), compressed.of("{\"id\": 1}\n{\"id\": 2}\n".getBytes(UTF_8)));
        Files.write(root.resolve("list.json" + end), compressed.of("[{\"id\": 3}, {\"id\": 4}]".getBytes(UTF_8)));
        CatalogSnapshot snapshot = open();
        assertThat(snapshot.tables()).extracting(CatalogTable::name).containsExactly("lines", "list", "rows");
        assertThat(ids(snapshot.get("rows"))).hasSize(5000).endsWith(4998L, 4999L);
        assertThat(snapshot.get("rows").describe().statistics().rowCount()).isEqualTo(5000);
        assertThat(ids(snapshot.get("lines"))).containsExactly(1L, 2L);
        assertThat(ids(snapshot.get("list"))).containsExactly(3L, 4L);
        assertThat(snapshot.get("list").format()).isEqualTo(FileFormat.JSON);
    }

    @ParameterizedTest
    @EnumSource
    void membersFollowEachOther(Compressed compressed) throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(compressed.of("id,x\n1,a\n2,b\n".getBytes(UTF_8)));
        members.write(compressed.of("3,c\n".getBytes(UTF_8)));
        members.write(compressed.of("4,d\n".getBytes(UTF_8)));
        Files.write(root.resolve("t.csv." + compressed.extension()), members.toByteArray());
        assertThat(ids(open().get("t"))).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aLaterMemberOfGzipThatIsCutAnywhereIsAnErrorWithItsPlace() throws IOException {
        byte[] first = Compressed.GZ.of("id,x\n1,a\n2,b\n".getBytes(UTF_8));
        byte[] second = Compressed.GZ.of("3,c\n".getBytes(UTF_8));
        for (int length = 1; length < second.length; length++) {
            byte[] cut = Arrays.copyOf(first, first.length + length);
            System.arraycopy(second, 0, cut, first.length, length);
            Files.write(root.resolve("cut" + length + ".csv.gz"), cut);
        }
        CatalogSnapshot snapshot = open();
        assertThat(snapshot.tables()).hasSize(second.length - 1);
        for (CatalogTable table : snapshot.tables()) {
            assertThatThrownBy(() -> ids(table))
                    .as(table.name())
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("The file is compressed by gzip and ends too early")
                    .hasMessageContaining(table.name() + ".csv.gz, byte " + first.length);
        }
    }

    @Test
    void whatIsNoMemberBehindTheLastOfGzipIsIgnored() throws IOException {
        byte[] member = Compressed.GZ.of("id,x\n1,a\n2,b\n".getBytes(UTF_8));
        for (String rubbish : List.of("\0", "\0\0\0\0\0\0\0\0\0\0\0\0", "end\n", "\u001f\u001f", "x\u001f")) {
            byte[] more = rubbish.getBytes(UTF_8);
            byte[] file = Arrays.copyOf(member, member.length + more.length);
            System.arraycopy(more, 0, file, member.length, more.length);
            Files.write(root.resolve("t.csv.gz"), file);
            assertThat(ids(open().get("t"))).as(rubbish).containsExactly(1L, 2L);
        }
    }

    @Test
    void headersOfGzipMayHaveAllTheirFields() throws IOException {
        byte[] plain = Compressed.GZ.of("id,x\n1,a\n2,b\n".getBytes(UTF_8));
        byte[] fields = {0x1f, (byte) 0x8b, 8, 0x1e, 1, 2, 3, 4, 0, 3, 2, 0, 7, 7, 'n', 0, 'c', 'd', 0};
        CRC32 checksum = new CRC32();
        checksum.update(fields);
        for (int wrong = 0; wrong < 2; wrong++) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.write(plain);
            file.write(fields);
            file.write((int) checksum.getValue() + wrong);
            file.write((int) checksum.getValue() >> 8);
            byte[] other = Compressed.GZ.of("3,c\n".getBytes(UTF_8));
            file.write(other, 10, other.length - 10);
            Files.write(root.resolve("t" + wrong + ".csv.gz"), file.toByteArray());
        }
        CatalogSnapshot snapshot = open();
        assertThat(ids(snapshot.get("t0"))).containsExactly(1L, 2L, 3L);
        assertThatThrownBy(() -> ids(snapshot.get("t1")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("damaged: wrong checksum of the header at byte " + plain.length);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCutIsAnErrorAndNeverFewerRows(Compressed compressed) throws IOException {
        byte[] whole = compressed.of(csv(5_000));
        for (int percent : new int[] {10, 50, 99}) {
            Path file = root.resolve("cut" + percent + ".csv." + compressed.extension());
            Files.write(file, Arrays.copyOf(whole, whole.length * percent / 100));
            CatalogTable table = open().get("cut" + percent);
            assertThatThrownBy(() -> ids(table))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("The file is compressed by")
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("Copy or download it again");
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SNAPPY", mode = EnumSource.Mode.EXCLUDE)
    void whatIsDamagedIsAnError(Compressed compressed) throws IOException {
        byte[] damaged = compressed.of(csv(5_000));
        damaged[damaged.length / 2] ^= 0x55;
        damaged[damaged.length / 2 + 7] ^= 0x2a;
        Files.write(root.resolve("t.csv." + compressed.extension()), damaged);
        CatalogTable table = open().get("t");
        assertThatThrownBy(() -> ids(table))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("The file is compressed by");
    }

    @ParameterizedTest
    @EnumSource
    void whatBecomesTooLongIsRefused(Compressed compressed) throws IOException {
        Files.write(root.resolve("t.csv." + compressed.extension()), compressed.of(csv(10_000)));
        CatalogTable table =
                open(CatalogOptions.DEFAULT.withMaxDecompressedBytes(100_000)).get("t");
        assertThatThrownBy(() -> ids(table))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("becomes more than 100000 bytes")
                .hasMessageContaining("raise maxDecompressedBytes");
    }

    @Test
    void whatIsLongGoesThroughATemporaryFileThatIsGoneAtOnce() throws IOException {
        int rows = 400_000;
        byte[] csv = csv(rows);
        assertThat(csv.length).isGreaterThan(2 * (4 << 20));
        Files.write(root.resolve("t.csv.gz"), Compressed.GZ.of(csv));
        CatalogTable table = open().get("t");
        assertThat(ids(table))
                .hasSize(rows)
                .isEqualTo(LongStream.range(0, rows).boxed().toList());
    }

    @Test
    void contentDecidesAndNotTheName() throws IOException {
        Files.write(root.resolve("secretly.csv"), Compressed.ZST.of(csv(3)));
        Files.write(root.resolve("plain.csv.gz"), csv(4));
        Files.write(root.resolve("unnamed.gz"), Compressed.GZ.of(csv(5)));
        Files.write(root.resolve("wrong.csv.gz"), Compressed.BZ2.of(csv(6)));
        Files.write(root.resolve("objects.zst"), Compressed.ZST.of("{\"id\": 1}\n{\"id\": 2}\n".getBytes(UTF_8)));
        CatalogSnapshot snapshot = open();
        assertThat(ids(snapshot.get("secretly"))).hasSize(3);
        assertThat(ids(snapshot.get("plain"))).hasSize(4);
        assertThat(ids(snapshot.get("unnamed"))).hasSize(5);
        assertThat(ids(snapshot.get("wrong"))).hasSize(6);
        assertThat(snapshot.get("objects").format()).isEqualTo(FileFormat.JSON);
        assertThat(ids(snapshot.get("objects"))).containsExactly(1L, 2L);
    }

    @Test
    void archivesAreNoTablesAndSayWhy() throws IOException {
        byte[] tar = new byte[10_240];
        System.arraycopy("a.csv".getBytes(UTF_8), 0, tar, 0, 5);
        System.arraycopy("ustar".getBytes(UTF_8), 0, tar, 257, 5);
        Files.write(root.resolve("backup.tar"), tar);
        Files.write(root.resolve("backup.tar.gz"), Compressed.GZ.of(tar));
        Files.write(root.resolve("hidden.gz"), Compressed.GZ.of(tar));
        Files.write(root.resolve("prose.gz"), Compressed.GZ.of("Dear Sir,\nno.\n".getBytes(UTF_8)));
        Files.write(root.resolve("data.csv.xz"), new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0});
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream archive = new ZipOutputStream(zip)) {
            archive.putNextEntry(new ZipEntry("a.csv"));
            archive.write(csv(3));
        }
        Files.write(root.resolve("a.zip"), zip.toByteArray());
        CatalogSnapshot snapshot = open();
        assertThat(snapshot.tables()).isEmpty();
        assertThat(snapshot.files())
                .extracting(file -> file.relativePath() + ": " + file.reason())
                .containsExactly(
                        "a.zip: a zip archive",
                        "backup.tar: a tar archive",
                        "backup.tar.gz: a tar archive, compressed by gzip",
                        "data.csv.xz: compressed by xz, which is not read",
                        "hidden.gz: a tar archive, compressed by gzip",
                        "prose.gz: compressed by gzip, and no table inside");
    }

    @Test
    void aNewVersionIsDecompressedAnewAndAnOldOneOnce() throws IOException, InterruptedException {
        Path file = root.resolve("t.csv.gz");
        Files.write(file, Compressed.GZ.of(csv(3)));
        Thread.sleep(120);
        CatalogTable table = open().get("t");
        assertThat(table.describe()).isSameAs(table.describe());
        assertThat(ids(table)).hasSize(3);
        Files.write(file, Compressed.GZ.of(csv(7)));
        assertThat(ids(table)).hasSize(7);
    }

    @Test
    void compressedPartsAreOneTable() throws IOException {
        Files.createDirectories(root.resolve("t/k=1"));
        Files.createDirectories(root.resolve("t/k=2"));
        Files.write(root.resolve("t/k=1/part-0.csv.gz"), Compressed.GZ.of(csv(3)));
        Files.write(root.resolve("t/k=2/part-0.csv.zst"), Compressed.ZST.of(csv(2)));
        assertThat(ids(open().get("t"))).containsExactly(0L, 1L, 2L, 0L, 1L);
    }
}
