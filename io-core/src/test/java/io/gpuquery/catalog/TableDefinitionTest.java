package io.gpuquery.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePool;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.Flavor;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.TextSyntax;
import io.gpuquery.scan.ValueNotation;
import io.gpuquery.testing.CommaReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableDefinitionTest {
    private static final String TABLE = "a,b,c\n1,2,3\n";
    private static final ReadOptions STRICT = new ReadOptions(
            List.of(),
            ';',
            null,
            null,
            List.of(),
            null,
            ReadOptions.ErrorPolicy.FAIL,
            true,
            false,
            ReadOptions.DEFAULT.timeZone(),
            10,
            TextSyntax.DEFAULT,
            ValueNotation.DEFAULT,
            Flavor.GPU_QUERY);

    @TempDir
    private Path temporary;

    private Path root = Path.of("");

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
        Files.createDirectory(root.resolve("sub"));
        Files.writeString(root.resolve("sub/sales.csv"), TABLE);
    }

    private static TableDefinition table(String name, String path) {
        return new TableDefinition(name, path, null, ReadOptions.DEFAULT);
    }

    private CatalogSnapshot open(TableDefinition... definitions) {
        return openAt(root, definitions);
    }

    private static CatalogSnapshot openAt(Path path, TableDefinition... definitions) {
        CatalogOptions options = CatalogOptions.DEFAULT.withDefinitions(List.of(definitions));
        return Catalog.open(path, options, FilePool.shared(), FormatReaders.of(new CommaReader(10)))
                .snapshot();
    }

    @Test
    void aDefinitionReplacesWhatWasFound() {
        CatalogSnapshot snapshot = open(new TableDefinition("Revenue", "sub/sales.csv", FileFormat.CSV, STRICT));
        assertThat(snapshot.tables()).hasSize(1);
        CatalogTable table = snapshot.get("revenue");
        assertThat(table.name()).isEqualTo("Revenue");
        assertThat(table.options()).isEqualTo(STRICT);
        assertThat(table.format()).isEqualTo(FileFormat.CSV);
        assertThat(table.describe().schema().columnCount()).isEqualTo(3);
        assertThat(snapshot.find("sub/sales.csv")).isSameAs(table);
        assertThat(snapshot.find("sales")).isNull();
        assertThat(snapshot.files())
                .filteredOn(file -> file.status() == CatalogFile.Status.TABLE)
                .extracting(CatalogFile::table)
                .containsExactly("Revenue");
    }

    @Test
    void aDefinedNameBelongsToTheDefinitionAlone() throws IOException {
        Files.writeString(root.resolve("revenue.csv"), TABLE);
        CatalogSnapshot snapshot = open(table("Revenue", "sub/sales.csv"));
        assertThat(snapshot.tables())
                .extracting(CatalogTable::toString)
                .containsExactly("Revenue (sub/sales.csv)", "revenue_csv (revenue.csv)");
        assertThat(snapshot.get("REVENUE").relativePath()).isEqualTo("sub/sales.csv");
    }

    @Test
    void oneFileMayBeDefinedTwiceUnderDifferentNames() {
        CatalogSnapshot snapshot = open(table("one", "sub/sales.csv"), table("two", "./sub/../sub/sales.csv"));
        assertThat(snapshot.tables()).extracting(CatalogTable::name).containsExactly("one", "two");
    }

    @Test
    void aFormatThatIsNamedIsNotQuestioned() throws IOException {
        Files.writeString(root.resolve("LICENSE"), "one column\nonly\n");
        Files.createDirectory(root.resolve(".cache"));
        Files.writeString(root.resolve(".cache/t.csv"), TABLE);
        CatalogSnapshot snapshot = open(
                new TableDefinition("licence", "LICENSE", FileFormat.CSV, ReadOptions.DEFAULT),
                table("hidden", ".cache/t.csv"));
        assertThat(snapshot.get("licence").describe().schema().column(0).name()).isEqualTo("one column");
        assertThat(snapshot.get("hidden").describe().schema().columnCount()).isEqualTo(3);
    }

    @Test
    void withoutAFormatAFileThatTellsNoneIsAnErrorOfThatTableAlone() throws IOException {
        Files.writeString(root.resolve("LICENSE"), "one column\nonly\n");
        CatalogSnapshot snapshot = open(table("licence", "LICENSE"), table("sales", "sub/sales.csv"));
        assertThatThrownBy(() -> snapshot.get("licence").describe())
                .isInstanceOf(DataException.class)
                .hasMessage("The file is of no known format: its name says that it is something else, "
                        + "and its content does not contradict (" + root.resolve("LICENSE")
                        + "). If it is CSV, JSON or Parquet all the same, define it as a table with its format.");
        assertThat(snapshot.get("sales").describe().schema().columnCount()).isEqualTo(3);
    }

    @Test
    void aFileThatDoesNotExistYetIsAnErrorOfThatTableAlone() throws IOException {
        CatalogSnapshot snapshot = open(table("later", "later.csv"));
        CatalogTable later = snapshot.get("later");
        assertThat(later.format()).isEqualTo(FileFormat.CSV);
        assertThatThrownBy(later::describe)
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("The file does not exist (" + root.resolve("later.csv") + ").");
        assertThat(snapshot.get("sales").describe()).isNotNull();
        Files.writeString(root.resolve("later.csv"), TABLE);
        assertThat(later.describe().schema().columnCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.csv", "sub/../../outside.csv", "/etc/passwd", "link.csv", "folder/outside.csv"})
    void pathsThatLeaveTheDirectoryAreRefused(String path) throws IOException {
        Path outside = Files.writeString(temporary.resolve("outside.csv"), TABLE);
        Files.createSymbolicLink(root.resolve("link.csv"), outside);
        Files.createSymbolicLink(root.resolve("folder"), temporary);
        assertThatThrownBy(() -> open(table("secret", path)))
                .isInstanceOf(DataException.class)
                .hasMessage("The table \"secret\" is defined by the path \"" + path
                        + "\", which is not inside the directory (" + root
                        + "). Name a file inside, or open a directory further up.");
    }

    @Test
    void aLinkThatStaysInsideIsNoWayOut() throws IOException {
        Files.createSymbolicLink(root.resolve("link.csv"), Path.of("sub/sales.csv"));
        Path byLink = Files.createSymbolicLink(temporary.resolve("alias"), root);
        assertThat(open(table("inside", "link.csv")).get("inside").describe()).isNotNull();
        assertThat(openAt(
                                byLink,
                                table("inside", byLink.resolve("sub/sales.csv").toString()))
                        .get("inside")
                        .describe())
                .isNotNull();
        assertThat(openAt(byLink, table("inside", root.resolve("sub/sales.csv").toString()))
                        .get("inside")
                        .describe())
                .isNotNull();
    }

    @Test
    void aLinkMadeLaterIsRefusedWhenTheTableIsRead() throws IOException {
        CatalogTable later = open(table("later", "later.csv")).get("later");
        Files.writeString(temporary.resolve("outside.csv"), TABLE);
        Files.createSymbolicLink(root.resolve("later.csv"), temporary.resolve("outside.csv"));
        assertThatThrownBy(later::describe)
                .isInstanceOf(DataException.class)
                .hasMessage("The file is a link that leaves the directory by now (" + root.resolve("later.csv")
                        + "). Links that leave are followed only when asked.");
    }

    @Test
    void aNameIsDefinedOnce() {
        assertThatThrownBy(() -> open(table("sales", "sub/sales.csv"), table("SALES", "x.csv")))
                .isInstanceOf(DataException.class)
                .hasMessage("The table \"SALES\" is defined twice (" + root
                        + "). Give each definition a name of its own; upper and lower case count as equal.");
    }

    @Test
    void aSingleFileTakesDefinitionsOfItselfOnly() throws IOException {
        Path file = root.resolve("sub/sales.csv");
        Files.writeString(root.resolve("sub/other.csv"), TABLE);
        assertThat(openAt(file, table("mine", "sales.csv")).tables())
                .extracting(CatalogTable::name)
                .containsExactly("mine");
        assertThatThrownBy(() -> openAt(file, table("other", "other.csv")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("which is not inside the directory");
    }

    @Test
    void definitionsNeedNameAndPath() {
        assertThatThrownBy(() -> table(" ", "x.csv")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> table("x", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
