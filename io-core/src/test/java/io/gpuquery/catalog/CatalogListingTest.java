package io.gpuquery.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.testing.CommaReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Folders as people have them. */
@Timeout(60)
class CatalogListingTest {
    private static final String TABLE = "a,b,c\n1,2,3\n";

    @TempDir
    private Path temporary;

    private Path root = Path.of("");

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
    }

    private Path write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, content, StandardCharsets.UTF_8);
    }

    private CatalogSnapshot open(CatalogOptions options) {
        return Catalog.open(root, options, FilePool.shared(), FormatReaders.of(new CommaReader(10)))
                .snapshot();
    }

    private CatalogSnapshot open() {
        return open(CatalogOptions.DEFAULT);
    }

    private static List<String> names(CatalogSnapshot snapshot) {
        return snapshot.tables().stream().map(CatalogTable::name).toList();
    }

    private static Map<String, String> passedOver(CatalogSnapshot snapshot) {
        return snapshot.files().stream()
                .filter(file -> file.status() != CatalogFile.Status.TABLE)
                .collect(Collectors.toMap(CatalogFile::relativePath, CatalogFile::reason));
    }

    @Test
    void tablesAreFoundInAllFoldersAndEverythingElseIsListedWithTheReason() throws IOException {
        write("sales.csv", TABLE);
        write("deep/er/events.json", "{}");
        write("deep/er/trips.parquet", "broken");
        write("no extension", TABLE);
        write("empty", "");
        write("README.md", "# Text\n");
        write("logo.png", "\u0089PNG");
        write(".git/config.csv", TABLE);
        write("_temporary/0/part.csv", TABLE);
        write("deep/.hidden.csv", TABLE);
        write("deep/_SUCCESS", "");
        CatalogSnapshot snapshot = open();
        assertThat(names(snapshot)).containsExactly("events", "no extension", "sales", "trips");
        assertThat(snapshot.tables())
                .extracting(CatalogTable::format)
                .containsExactly(FileFormat.JSON, FileFormat.CSV, FileFormat.CSV, FileFormat.PARQUET);
        String hidden = "hidden: its name begins with . or _";
        String otherwise = "its name says that it is something else, and its content does not contradict";
        assertThat(passedOver(snapshot))
                .isEqualTo(Map.of(
                        "empty", "empty",
                        "README.md", otherwise,
                        "logo.png", otherwise,
                        ".git", hidden,
                        "_temporary", hidden,
                        "deep/.hidden.csv", hidden,
                        "deep/_SUCCESS", hidden));
        assertThat(snapshot.files())
                .hasSize(11)
                .isSortedAccordingTo((a, b) -> a.path().compareTo(b.path()));
        CatalogFile sales = snapshot.files().stream()
                .filter(file -> file.relativePath().equals("sales.csv"))
                .findFirst()
                .orElseThrow();
        assertThat(sales)
                .isEqualTo(new CatalogFile(
                        root.toRealPath().resolve("sales.csv"),
                        "sales.csv",
                        CatalogFile.Status.TABLE,
                        "sales",
                        TABLE.length(),
                        "",
                        ""));
    }

    @Test
    void tablesAnswerToTheirNamesInAnyCaseAndToTheirPaths() throws IOException {
        write("North/Sälés 1.csv", TABLE);
        CatalogSnapshot snapshot = open();
        CatalogTable table = snapshot.tables().get(0);
        assertThat(table.name()).isEqualTo("Sälés 1");
        assertThat(snapshot.find("sälÉs 1")).isSameAs(table);
        assertThat(snapshot.find("sa\u0308le\u0301s 1")).isSameAs(table);
        assertThat(snapshot.find("North/Sälés 1.csv")).isSameAs(table);
        assertThat(snapshot.find("")).isNull();
    }

    @Test
    void linksAreFollowedInsideTheDirectoryOnlyAndNeverTwiceToAFolder() throws IOException {
        write("2023/sales.csv", TABLE);
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("secret.csv"), TABLE);
        Files.createSymbolicLink(root.resolve("latest.csv"), Path.of("2023/sales.csv"));
        Files.createSymbolicLink(root.resolve("current"), Path.of("2023"));
        Files.createSymbolicLink(root.resolve("2023/up"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("self"), Path.of("self"));
        Files.createSymbolicLink(root.resolve("nowhere"), Path.of("missing"));
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("secret.csv"), outside.resolve("secret.csv"));
        write(".store/v1/hidden.csv", TABLE);
        Files.createSymbolicLink(root.resolve("visible"), Path.of(".store/v1"));
        CatalogSnapshot snapshot = open();
        assertThat(names(snapshot)).containsExactly("hidden", "latest", "sales");
        assertThat(snapshot.find("visible/hidden.csv")).isNotNull();
        Map<String, String> passedOver = passedOver(snapshot);
        assertThat(passedOver.remove("self")).startsWith("a link that cannot be followed: Too many levels");
        assertThat(passedOver)
                .isEqualTo(Map.of(
                        ".store", "hidden: its name begins with . or _",
                        "current", "a link to a folder that is listed under another path",
                        "2023/up", "a link to a folder that it lies in",
                        "nowhere", "a link that leads nowhere",
                        "out", "a link that leaves the directory",
                        "secret.csv", "a link that leaves the directory"));
    }

    @Test
    void linksThatLeaveAreFollowedWhenAsked() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("shared.csv"), TABLE);
        Files.createDirectory(outside.resolve("sub"));
        Files.writeString(outside.resolve("sub/more.csv"), TABLE);
        Files.createSymbolicLink(outside.resolve("sub/circle"), outside);
        Files.createSymbolicLink(outside.resolve("sub/home"), temporary);
        Files.createSymbolicLink(root.resolve("one"), outside);
        Files.createSymbolicLink(root.resolve("two"), outside.resolve("sub"));
        CatalogSnapshot snapshot = open(CatalogOptions.DEFAULT.withFollowLinks(true));
        assertThat(snapshot.tables())
                .extracting(CatalogTable::toString)
                .containsExactly("more (two/more.csv)", "shared (one/shared.csv)");
        assertThat(passedOver(snapshot))
                .isEqualTo(Map.of(
                        "one/sub", "a folder that is listed under another path",
                        "two/circle", "a link to a folder that is listed under another path",
                        "two/home", "a link to a folder that it lies in"));
    }

    @Test
    void aDirectoryReachedThroughALinkIsOpened() throws IOException {
        write("sales.csv", TABLE);
        Path link = Files.createSymbolicLink(temporary.resolve("link"), root);
        Catalog catalog =
                Catalog.open(link, CatalogOptions.DEFAULT, FilePool.shared(), FormatReaders.of(new CommaReader(10)));
        assertThat(catalog.root()).isEqualTo(link);
        assertThat(catalog.tables()).extracting(CatalogTable::relativePath).containsExactly("sales.csv");
    }

    @Test
    void pipesAreNeitherOpenedNorFollowed() throws IOException, InterruptedException {
        Path pipe = root.resolve("pipe.csv");
        Process process;
        try {
            process = new ProcessBuilder("mkfifo", pipe.toString()).start();
        } catch (IOException e) {
            assumeTrue(false, "there is no mkfifo");
            return;
        }
        assumeTrue(process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0, "mkfifo failed");
        Files.createSymbolicLink(root.resolve("link.csv"), Path.of("pipe.csv"));
        CatalogSnapshot snapshot = open();
        assertThat(snapshot.tables()).isEmpty();
        String special = "not a regular file but a device, a pipe or a socket";
        assertThat(passedOver(snapshot)).isEqualTo(Map.of("pipe.csv", special, "link.csv", special));
    }

    @Test
    void foldersThatCannotBeReadAreListedAsSuchBesideTheirNeighbours() throws IOException {
        assumeFalse("root".equals(System.getProperty("user.name")), "this user may read everything");
        write("open/sales.csv", TABLE);
        write("closed/sales.csv", TABLE);
        write("locked.txt", TABLE);
        Path closed = root.resolve("closed");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(root.resolve("locked.txt"), PosixFilePermissions.fromString("---------"));
        try {
            CatalogSnapshot snapshot = open();
            assertThat(names(snapshot)).containsExactly("sales");
            assertThat(passedOver(snapshot)).containsEntry("closed", "the folder cannot be read: permission denied");
            assertThat(snapshot.files())
                    .filteredOn(file -> file.status() == CatalogFile.Status.UNREADABLE)
                    .extracting(CatalogFile::relativePath)
                    .containsExactly("closed", "locked.txt");
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aFolderThatHoldsNoTableIsNoErrorButSaysSo() throws IOException {
        write("README.md", "# Text\n");
        CatalogSnapshot snapshot = open();
        assertThat(snapshot.tables()).isEmpty();
        assertThat(snapshot.missing("sales"))
                .hasMessage("There is no table \"sales\" (" + root + "). No file in it is CSV, JSON or Parquet.");
    }

    @Test
    void anUnknownNameBringsTheNearest() throws IOException {
        write("customers.csv", TABLE);
        write("orders.csv", TABLE);
        write("report.pdf", "%PDF-1.7");
        CatalogSnapshot snapshot = open();
        assertThatThrownBy(() -> snapshot.get("custmoers"))
                .hasMessage("There is no table \"custmoers\" (" + root + "). Did you mean \"customers\"?");
        assertThatThrownBy(() -> snapshot.get("inventory"))
                .hasMessage(
                        "There is no table \"inventory\" (" + root + "). It has 2 tables, the first is \"customers\".");
        assertThatThrownBy(() -> snapshot.get("Report"))
                .hasMessage("There is no table \"Report\": report.pdf is none (a PDF document) (" + root
                        + "). CSV, JSON and Parquet are read, and it is none of these.");
        write("orders.json", "{}");
        assertThatThrownBy(() -> open().get("orders"))
                .hasMessage(
                        "\"orders\" may be any of 2 tables: \"orders_csv\" (orders.csv), \"orders_json\" (orders.json) ("
                                + root + "). Use one of these names.");
    }

    @Test
    void tooManyEntriesAreAnErrorAndNotAPartOfTheTables() throws IOException {
        for (int i = 0; i < 5; i++) {
            write("f" + i + "/t.csv", TABLE);
        }
        assertThat(open(CatalogOptions.DEFAULT.withMaxFiles(10)).tables()).hasSize(5);
        assertThatThrownBy(() -> open(CatalogOptions.DEFAULT.withMaxFiles(9)))
                .isInstanceOf(DataException.class)
                .hasMessage("There are more than 9 entries in this directory and its folders (" + root
                        + "). Open a folder further down, or raise maxFiles.");
    }

    @Test
    @Timeout(180)
    void tenThousandFilesAreListedFasterThanMadeAndLookedAtAgainFasterThanListed() throws IOException {
        long start = System.nanoTime();
        for (int folder = 0; folder < 10; folder++) {
            Path path = Files.createDirectory(root.resolve("f" + folder));
            for (int file = 0; file < 1000; file++) {
                Files.createFile(path.resolve("t" + folder + "_" + file + ".csv"));
            }
        }
        long made = System.nanoTime();
        Catalog catalog = openAt(root);
        long listed = System.nanoTime();
        assertThat(catalog.tables()).hasSize(10_000);
        assertThat(catalog.find("T7_999")).isNotNull();
        // Gross bounds, on a machine that does other things too.
        long listingNanos = listed - made;
        assertThat(listingNanos)
                .isLessThan(5 * (made - start) + Duration.ofSeconds(2).toNanos());
        long fastestLookNanos = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long begin = System.nanoTime();
            catalog.refresh();
            fastestLookNanos = Math.min(fastestLookNanos, System.nanoTime() - begin);
        }
        assertThat(fastestLookNanos).isLessThan(listingNanos);
        assertThat(LiveResources.count(LiveResources.Kind.FILE_CONTENTS)).isZero();
    }

    @Test
    void aMissingDirectorySaysWhereThePathEnds() throws IOException {
        write("north/sales.csv", TABLE);
        assertThatThrownBy(() -> openAt(root.resolve("nroth/2024")))
                .isInstanceOf(DataException.class)
                .hasMessage("There is no such file or directory (" + root.resolve("nroth/2024") + "). Did you mean "
                        + root.resolve("north") + "?");
        assertThatThrownBy(() -> openAt(root.resolve("warehouse/2024")))
                .hasMessage("There is no such file or directory (" + root.resolve("warehouse/2024")
                        + "). The nearest that exists is " + root + "; \"warehouse\" is not in it.");
        assertThatThrownBy(() -> openAt(root.resolve("north/sales.csv/x")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("north/sales.csv/x");
        Path link = Files.createSymbolicLink(root.resolve("link"), Path.of("missing"));
        assertThatThrownBy(() -> openAt(link))
                .hasMessage(
                        "This is a link that leads nowhere (" + link + "). Correct the link, or name another path.");
    }

    private static Catalog openAt(Path path) {
        return Catalog.open(path, CatalogOptions.DEFAULT, FilePool.shared(), FormatReaders.of(new CommaReader(10)));
    }

    @Test
    void aSingleFileIsACatalogOfOneTable() throws IOException {
        write("other.csv", TABLE);
        Catalog catalog = openAt(write("my sales.csv", TABLE));
        assertThat(names(catalog.snapshot())).containsExactly("my sales");
        CatalogTable table = Objects.requireNonNull(catalog.find("MY SALES"));
        assertThat(catalog.find("my sales.csv")).isSameAs(table);
        assertThat(table.describe().schema().columnCount()).isEqualTo(3);
        assertThat(catalog.snapshot().files()).hasSize(1);
    }

    @Test
    void whoeverAsksForAFolderHearsOfPatterns() throws IOException {
        write("a [1]/b/north.csv", TABLE);
        write("a [1]/south.csv", TABLE);
        CatalogSnapshot snapshot = open();
        assertThatThrownBy(() -> snapshot.get("a [1]"))
                .hasMessage("There is no table \"a [1]\": it is a folder with 2 files (" + root
                        + "). Name its files by a pattern: \"a \\[1]/**\" is all of them as one table.");
        assertThat(snapshot.get("a \\[1]/**").files()).hasSize(2);
        assertThatThrownBy(() -> snapshot.get("a [1]/b")).hasMessageContaining("it is a folder with 1 file (");
    }

    @Test
    void whoeverAsksForASpreadsheetHearsWhatToDo() throws IOException {
        write("customers.csv", TABLE);
        Path book = write("book.xlsx", "PK\3\4");
        CatalogSnapshot snapshot = open();
        String rest = "book.xlsx is none (a spreadsheet) (" + root
                + "). Save each of its sheets as CSV: spreadsheets are not read.";
        for (String name : List.of("book", "book.xlsx")) {
            assertThatThrownBy(() -> snapshot.get(name)).hasMessage("There is no table \"" + name + "\": " + rest);
        }
        assertThatThrownBy(() -> snapshot.get("*.xlsx")).hasMessage("No table matches \"*.xlsx\": " + rest);
        assertThatThrownBy(() -> openAt(book))
                .hasMessage("The file is of no known format: a spreadsheet (" + book
                        + "). Save each of its sheets as CSV: spreadsheets are not read.");
    }

    @Test
    void aSingleFileOfNoFormatIsRefused() throws IOException {
        Path notes = write("notes.txt", "Dear diary\n");
        assertThatThrownBy(() -> openAt(notes))
                .hasMessage("The file is of no known format: neither its content nor its name tells a format (" + notes
                        + "). If it is CSV, JSON or Parquet all the same, define it as a table with its format.");
        assertThatThrownBy(() -> openAt(Path.of("/dev/null")))
                .hasMessage("This is neither a directory nor a regular file (/dev/null). "
                        + "Name a directory of CSV, JSON or Parquet files, or one such file.");
    }
}
