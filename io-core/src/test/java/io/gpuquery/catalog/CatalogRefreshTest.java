package io.gpuquery.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePool;
import io.gpuquery.testing.CommaReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes in a directory while it is open. */
class CatalogRefreshTest {
    private static final String TABLE = "a,b,c\n1,2,3\n";

    @TempDir
    private Path root;

    private Catalog open(CatalogOptions options) {
        return Catalog.open(root, options, FilePool.shared(), FormatReaders.of(new CommaReader(10)));
    }

    private Catalog open() {
        return open(CatalogOptions.DEFAULT);
    }

    @Test
    void newAndVanishedFilesAreSeenByTheNextLook() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/b/old.csv"), TABLE);
        Catalog catalog = open();
        CatalogSnapshot before = catalog.snapshot();
        Files.writeString(root.resolve("a/b/new.csv"), TABLE);
        assertThat(catalog.find("new")).isNotNull();
        Files.createDirectory(root.resolve("c"));
        Files.writeString(root.resolve("c/newer.csv"), TABLE);
        Files.delete(root.resolve("a/b/old.csv"));
        assertThat(catalog.refresh().tables()).extracting(CatalogTable::name).containsExactly("new", "newer");
        assertThat(before.tables()).extracting(CatalogTable::name).containsExactly("old");
    }

    @Test
    void aTableIsTheSameObjectForAsLongAsItHasItsNameAndKeepsWhatIsKnownOfItsFile() throws IOException {
        CommaReader reader = new CommaReader(10);
        Path sales = Files.writeString(root.resolve("sales.csv"), TABLE);
        Files.setLastModifiedTime(sales, FileTime.from(Instant.now().minusSeconds(60)));
        Catalog catalog = Catalog.open(root, CatalogOptions.DEFAULT, FilePool.shared(), FormatReaders.of(reader));
        CatalogTable table = Objects.requireNonNull(catalog.find("sales"));
        Files.writeString(root.resolve("other.csv"), TABLE);
        catalog.refresh();
        assertThat(catalog.find("sales")).isSameAs(table);
        Files.writeString(root.resolve("sales.json"), "{}");
        CatalogTable renamed = Objects.requireNonNull(catalog.refresh().find("sales_csv"));
        assertThat(renamed).isNotSameAs(table);
        assertThat(renamed.content()).isSameAs(table.content());
        assertThatThrownBy(() -> catalog.find("sales")).isInstanceOf(DataException.class);
    }

    @Test
    void nothingChangedMeansTheSameSnapshot() throws IOException, InterruptedException {
        Files.createDirectories(root.resolve("a"));
        Files.writeString(root.resolve("a/old.csv"), TABLE);
        Files.writeString(root.resolve("notes.txt"), "nothing");
        Catalog catalog = open();
        // Changes of less than 100 ms ago may be followed by others with the same time stamp.
        Thread.sleep(150);
        CatalogSnapshot first = catalog.refresh();
        assertThat(catalog.refresh()).isSameAs(first);
        assertThat(catalog.snapshot()).isSameAs(first);
    }

    @Test
    void aFileWhoseNameSaysNothingBecomesATableWithItsContent() throws IOException {
        Path data = Files.writeString(root.resolve("data"), "");
        Catalog catalog = open();
        assertThat(catalog.find("data")).isNull();
        Files.writeString(data, TABLE);
        assertThat(catalog.find("data")).isNotNull();
        Files.writeString(data, "no more");
        assertThat(catalog.refresh().find("data")).isNull();
    }

    @Test
    void withoutRefreshTheFirstListingStays() throws IOException {
        Catalog catalog = open(CatalogOptions.DEFAULT.withRefreshInterval(null));
        Files.writeString(root.resolve("new.csv"), TABLE);
        assertThat(catalog.find("new")).isNull();
        assertThat(catalog.snapshot().tables()).isEmpty();
        assertThat(catalog.refresh().tables()).hasSize(1);
    }

    @Test
    void withALongIntervalTheListingStaysUntilThen() throws IOException {
        Catalog catalog = open(CatalogOptions.DEFAULT.withRefreshInterval(Duration.ofHours(1)));
        Files.writeString(root.resolve("new.csv"), TABLE);
        assertThat(catalog.find("new")).isNull();
        assertThat(catalog.snapshot().tables()).isEmpty();
    }

    @Test
    void aFolderThatVanishesTakesItsTablesWithIt() throws IOException {
        Path folder = Files.createDirectory(root.resolve("a"));
        Path file = Files.writeString(folder.resolve("t.csv"), TABLE);
        Catalog catalog = open();
        assertThat(catalog.tables()).hasSize(1);
        Files.delete(file);
        Files.delete(folder);
        assertThat(catalog.refresh().tables()).isEmpty();
    }

    @Test
    void aRootThatVanishesIsAnErrorAndMayComeBack() throws IOException {
        Path directory = Files.createDirectory(root.resolve("data"));
        Catalog catalog = Catalog.open(directory, CatalogOptions.DEFAULT, FilePool.shared(), FormatReaders.of());
        Files.delete(directory);
        assertThatThrownBy(catalog::refresh)
                .isInstanceOf(DataException.class)
                .hasMessage("The directory is gone (" + directory
                        + "). It existed when it was opened; restore it, or open another.");
        Files.createDirectory(directory);
        Files.writeString(directory.resolve("t.csv"), TABLE);
        assertThat(catalog.refresh().tables()).hasSize(1);
    }
}
