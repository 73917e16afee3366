package io.gpuquery.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.ListColumn;
import io.gpuquery.column.Selection;
import io.gpuquery.column.StructColumn;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePool;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Folders that are one table. */
@Timeout(60)
class PartitionedTableTest {
    @TempDir
    private Path temporary;

    private Path root = Path.of("");
    private LeakCheck leaks = LeakCheck.start();

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temporary.resolve("lake"));
        leaks = LeakCheck.start();
    }

    @AfterEach
    void nothingIsLeft() {
        leaks.verify();
    }

    private void write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, content);
    }

    private CatalogSnapshot open() {
        return Catalog.open(root, CatalogOptions.DEFAULT, FilePool.shared()).snapshot();
    }

    private static List<String> names(CatalogSnapshot snapshot) {
        return snapshot.tables().stream().map(CatalogTable::name).toList();
    }

    private static List<String> columns(CatalogTable table) {
        return table.describe().schema().columns().stream()
                .map(column -> column.name() + " " + column.type() + (column.nullable() ? "" : " NOT NULL"))
                .toList();
    }

    private static List<String> rows(CatalogTable table, ScanPredicate... predicates) {
        var schema = table.describe().schema();
        List<Integer> all = IntStream.range(0, schema.columnCount()).boxed().toList();
        List<String> rows = new ArrayList<>();
        try (Scan scan = table.scan(schema, all, List.of(predicates), 100, new Cancellation())) {
            assertThat(scan.residual()).isEmpty();
            long ordinal = -1;
            for (Morsel morsel = scan.nextMorsel(); morsel != null; morsel = scan.nextMorsel()) {
                assertThat(morsel.ordinal()).isGreaterThan(ordinal);
                ordinal = morsel.ordinal();
                try (Morsel open = morsel) {
                    for (ColumnBatch batch = open.nextBatch(); batch != null; batch = open.nextBatch()) {
                        try (ColumnBatch each = batch) {
                            add(each, rows);
                        }
                    }
                }
            }
        }
        return rows;
    }

    private static void add(ColumnBatch batch, List<String> rows) {
        Selection selection = batch.selection();
        for (int i = 0; i < batch.selectedCount(); i++) {
            int row = selection == null ? i : selection.row(i);
            rows.add(String.join(
                    "|",
                    batch.columns().stream().map(column -> text(column, row)).toList()));
        }
    }

    private static String text(Column column, int row) {
        if (column.isNull(row)) {
            return "null";
        }
        if (column instanceof FixedWidthColumn fixed) {
            return fixed.type().storage().isInteger() ? "" + fixed.getLong(row) : "" + fixed.getDouble(row);
        }
        if (column instanceof ListColumn lists) {
            return IntStream.range(lists.start(row), lists.end(row))
                    .mapToObj(element -> text(lists.elements(), element))
                    .toList()
                    .toString();
        }
        if (column instanceof StructColumn struct) {
            return struct.fields().stream()
                    .map(field -> text(field, row))
                    .toList()
                    .toString();
        }
        return column instanceof DictionaryColumn coded
                ? coded.dictionary().getString(coded.getCode(row))
                : ((ViewColumn) column).getString(row);
    }

    private static ScanPredicate equal(CatalogTable table, String column, Literal value) {
        return new ScanPredicate.Comparison(table.describe().schema().indexOf(column), Operator.EQ, value);
    }

    private static Literal text(String value) {
        return new Literal.OfBytes(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void foldersOfKeysAreOneTableWithTypedColumnsAtItsEnd() throws IOException {
        write("sales/year=2023/region=north%20west/a.csv", "id,amount\n1,1.5\n");
        write("sales/year=2024/region=south/a.csv", "id,amount\n2,2.5\n");
        write("sales/year=2024/region=__HIVE_DEFAULT_PARTITION__/deeper/b.csv", "id,amount\n3,3.5\n");
        write("other.csv", "x\n1\n");
        CatalogSnapshot snapshot = open();
        assertThat(names(snapshot)).containsExactly("other", "sales");
        CatalogTable sales = snapshot.get("sales");
        assertThat(columns(sales))
                .containsExactly("id BIGINT", "amount DOUBLE", "year BIGINT NOT NULL", "region VARCHAR");
        assertThat(rows(sales)).containsExactly("1|1.5|2023|north west", "3|3.5|2024|null", "2|2.5|2024|south");
        assertThat(sales.statistics().rowCount()).isEqualTo(3);
        assertThat(sales.statistics().exact()).isTrue();
        assertThat(sales.statistics().column(2).distinctCount()).isEqualTo(2);
        assertThat(sales.files()).hasSize(3);
        assertThat(snapshot.files())
                .filteredOn(file -> "sales".equals(file.table()))
                .hasSize(3);
    }

    @Test
    void noFileOfAPrunedPartitionIsOpened() throws IOException, InterruptedException {
        for (int month = 1; month <= 9; month++) {
            write("sales/day=2024-0" + month + "-01/a.csv", "id\n" + month + "\n");
        }
        Thread.sleep(120);
        Catalog catalog = Catalog.open(root, CatalogOptions.DEFAULT.withRefreshInterval(null), FilePool.shared());
        CatalogTable sales = catalog.snapshot().get("sales");
        assertThat(columns(sales)).containsExactly("id BIGINT", "day DATE NOT NULL");
        var schema = sales.describe().schema();
        for (int month = 1; month <= 9; month++) {
            if (month != 4) {
                Files.delete(root.resolve("sales/day=2024-0" + month + "-01/a.csv"));
            }
        }
        long april = java.time.LocalDate.of(2024, 4, 1).toEpochDay();
        ScanPredicate wanted = new ScanPredicate.Comparison(1, Operator.EQ, new Literal.OfLong(april));
        ScanPredicate either = new ScanPredicate.Or(List.of(
                new ScanPredicate.In(1, List.of(new Literal.OfLong(april))),
                new ScanPredicate.And(List.of(
                        new ScanPredicate.NullTest(1, false),
                        new ScanPredicate.Comparison(0, Operator.GT, new Literal.OfLong(0))))));
        for (ScanPredicate predicate : List.of(wanted, either)) {
            List<String> rows = new ArrayList<>();
            try (Scan scan = sales.scan(schema, List.of(0, 1), List.of(predicate), 100, new Cancellation())) {
                for (Morsel morsel = scan.nextMorsel(); morsel != null; morsel = scan.nextMorsel()) {
                    try (Morsel open = morsel;
                            ColumnBatch batch = Objects.requireNonNull(open.nextBatch())) {
                        add(batch, rows);
                    }
                }
            }
            assertThat(rows).containsExactly("4|" + april);
        }
        try (Scan scan = sales.scan(schema, List.of(0), List.of(), 100, new Cancellation());
                Morsel first = Objects.requireNonNull(scan.nextMorsel())) {
            assertThatThrownBy(first::nextBatch)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("2024-01-01");
        }
    }

    @Test
    void typesOfKeysHoldForAllFolders() throws IOException {
        write("a/k=1/f.csv", "x\n1\n");
        write("a/k=2024-01-01/f.csv", "x\n1\n");
        write("b/k=01/f.csv", "x\n1\n");
        write("b/k=12/f.csv", "x\n1\n");
        write("c/k=007/f.csv", "x\n1\n");
        write("c/k=008/f.csv", "x\n1\n");
        write("d/k=2024-02-29/f.csv", "x\n1\n");
        write("d/k=__HIVE_DEFAULT_PARTITION__/f.csv", "x\n1\n");
        write("e/k=__HIVE_DEFAULT_PARTITION__/f.csv", "x\n1\n");
        write("f/k=1/f.csv", "x\n1\n");
        write("f/K=2/other=3/f.csv", "x\n1\n");
        CatalogSnapshot snapshot = open();
        assertThat(columns(snapshot.get("a"))).contains("k VARCHAR NOT NULL");
        assertThat(rows(snapshot.get("a"))).containsExactly("1|1", "1|2024-01-01");
        assertThat(columns(snapshot.get("b"))).contains("k BIGINT NOT NULL");
        assertThat(rows(snapshot.get("b"))).containsExactly("1|1", "1|12");
        assertThat(columns(snapshot.get("c"))).contains("k VARCHAR NOT NULL");
        assertThat(rows(snapshot.get("c"))).containsExactly("1|007", "1|008");
        assertThat(columns(snapshot.get("d"))).contains("k DATE");
        assertThat(rows(snapshot.get("d"))).containsExactly("1|19782", "1|null");
        assertThat(columns(snapshot.get("e"))).contains("k VARCHAR");
        assertThat(rows(snapshot.get("e"))).containsExactly("1|null");
        assertThat(columns(snapshot.get("f"))).containsExactly("x BIGINT", "K BIGINT NOT NULL", "other BIGINT");
        assertThat(rows(snapshot.get("f"))).containsExactly("1|2|3", "1|1|null");
    }

    @Test
    void aKeyHidesTheColumnOfThatNameInFiles() throws IOException {
        write("t/year=2024/f.csv", "year,x\n1999,1\n");
        CatalogTable table = open().get("t");
        assertThat(columns(table)).containsExactly("x BIGINT", "year BIGINT NOT NULL");
        assertThat(rows(table, equal(table, "year", new Literal.OfLong(1999)))).isEmpty();
        assertThat(rows(table, equal(table, "year", new Literal.OfLong(2024)))).containsExactly("1|2024");
    }

    @Test
    void columnsOfPartsAreUnitedByName() throws IOException {
        write("t/part-0.csv", "id,name,when\n1,a,2024-01-01\n");
        write("t/part-1.csv", "NAME,id,more\nb,2.5,\n");
        write("t/part-2.csv", "id,when,more\n,2024-01-02T10:00:00,12\n");
        write("t/part-3.csv", "id,name\n3,true\n");
        CatalogTable table = open().get("t");
        assertThat(columns(table)).containsExactly("id DOUBLE", "name VARCHAR", "when TIMESTAMP(3)", "more BIGINT");
        assertThat(rows(table))
                .containsExactly(
                        "1.0|a|1704067200000|null",
                        "2.5|b|null|null",
                        "null|null|1704189600000|12",
                        "3.0|true|null|null");
        assertThat(rows(table, equal(table, "name", text("true")))).containsExactly("3.0|true|null|null");
        assertThat(rows(table, new ScanPredicate.NullTest(3, true))).hasSize(1);
        assertThat(rows(table, new ScanPredicate.NullTest(3, false))).hasSize(3);
    }

    @Test
    void textAndJsonPartsMixAndWhatNoTypeHoldsIsText() throws IOException {
        write("t/part-0.csv", "id,v\n1,1\n");
        write("t/part-1.json", "{\"id\": 2, \"v\": true}\n{\"id\": 3, \"w\": [1]}\n");
        CatalogTable table = open().get("t");
        assertThat(columns(table)).containsExactly("id BIGINT", "v VARCHAR", "w BIGINT ARRAY");
        assertThat(rows(table)).containsExactly("1|1|null", "2|true|null", "3|null|[1]");
    }

    @Test
    void nestedTypesOfJsonPartsAreUnitedPartByPart() throws IOException {
        write("t/part-0.json", "{\"a\": [1], \"r\": {\"x\": 1, \"s\": \"t\"}, \"o\": {\"x\": 1}}\n");
        write("t/part-1.json", "{\"a\": [1.5, null], \"r\": {\"y\": [true], \"s\": 3}, \"o\": [2]}\n");
        CatalogTable table = open().get("t");
        assertThat(columns(table))
                .containsExactly("a DOUBLE ARRAY", "r ROW(x BIGINT, s VARCHAR, y BOOLEAN ARRAY)", "o VARCHAR");
        assertThat(rows(table)).containsExactly("[1.0]|[1, t, null]|{\"x\":1}", "[1.5, null]|[null, 3, [1]]|[2]");
    }

    @Test
    void foldersOfPartsAreFoundByTheirNames() throws IOException {
        String table = "x\n1\n";
        write("spark/_SUCCESS", "");
        write("spark/one.csv", table);
        write("spark/two.csv", table);
        write("spark/_temporary/0/x.csv", table);
        write("out.parquet/part-00000-1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed.csv", table);
        write("hadoop/part-m-00000", "x,y\n1,2\n3,4\n5,6\n");
        write("mixed/part-0.csv", table);
        write("mixed/part-1.csv", table);
        write("mixed/notes.csv", table);
        write("log/events.0001.csv", table);
        write("log/events.0002.csv", table);
        write("years/a.0001.csv", table);
        write("years/b.0001.csv", table);
        write("shop/part-list.csv", table);
        CatalogSnapshot snapshot = open();
        assertThat(names(snapshot))
                .containsExactly("a.0001", "b.0001", "hadoop", "log", "mixed", "notes", "out", "part-list", "spark");
        assertThat(rows(snapshot.get("mixed"))).containsExactly("1", "1");
        assertThat(snapshot.get("log").relativePath()).isEqualTo("log");
        assertThat(snapshot.get("log/events.0002.csv").files()).hasSize(1);
        assertThat(snapshot.find("log/events.0002.csv")).isSameAs(snapshot.find("log/events.0002.csv"));
    }

    @Test
    void theRootItselfMayBeOneTable() throws IOException {
        write("year=2023/a.csv", "id\n1\n");
        write("year=2024/a.csv", "id\n2\n");
        CatalogSnapshot snapshot = open();
        assertThat(names(snapshot)).containsExactly("lake");
        assertThat(rows(snapshot.get("lake"))).containsExactly("1|2023", "2|2024");
    }

    @Test
    void aFolderAndAFileOfOneNameBothGetLongerNames() throws IOException {
        write("sales.csv", "x\n1\n");
        write("sales/part-0.csv", "x\n2\n");
        write("sales/part-1.csv", "x\n3\n");
        CatalogSnapshot snapshot = open();
        assertThat(names(snapshot)).containsExactly("sales_csv", "sales_folder");
        assertThatThrownBy(() -> snapshot.find("sales"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("\"sales_folder\" (sales), \"sales_csv\" (sales.csv)");
    }

    @Test
    void newFilesBelongToTheSameTable() throws IOException {
        write("t/part-0.csv", "x\n1\n");
        write("t/part-1.csv", "x\n2\n");
        Catalog catalog = Catalog.open(root, CatalogOptions.DEFAULT, FilePool.shared());
        CatalogTable table = catalog.snapshot().get("t");
        assertThat(rows(table)).containsExactly("1", "2");
        write("t/part-2.csv", "x\n3\n");
        assertThat(catalog.snapshot().get("t")).isSameAs(table);
        assertThat(rows(table)).containsExactly("1", "2", "3");
        Files.delete(root.resolve("t/part-0.csv"));
        catalog.snapshot();
        assertThat(rows(table)).containsExactly("2", "3");
        Files.delete(root.resolve("t/part-1.csv"));
        Files.delete(root.resolve("t/part-2.csv"));
        assertThat(catalog.snapshot().find("t")).isNull();
        assertThatThrownBy(table::describe)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("The files of the table are gone");
    }

    @Test
    void aBrokenPartBreaksItsTableAndNamesItself() throws IOException {
        write("t/part-0.csv", "x\n1\n");
        write("t/part-1.parquet", "");
        CatalogTable table = open().get("t");
        assertThatThrownBy(table::describe).isInstanceOf(DataException.class).hasMessageContaining("part-1.parquet");
    }

    @Test
    void columnsThatAFileGainedSinceTheStatementWasPlannedAreAnError() throws IOException {
        write("t/part-0.csv", "x\n1\n");
        write("t/part-1.csv", "x\n2\n");
        CatalogTable table = open().get("t");
        var planned = table.describe().schema();
        write("t/part-1.csv", "x,y\n2,3\n");
        try (Scan scan = table.scan(planned, List.of(0), List.of(), 100, new Cancellation());
                Morsel first = Objects.requireNonNull(scan.nextMorsel());
                Morsel second = Objects.requireNonNull(scan.nextMorsel())) {
            Objects.requireNonNull(first.nextBatch()).close();
            assertThatThrownBy(second::nextBatch)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("The columns of the file changed while the statement was prepared")
                    .hasMessageContaining("part-1.csv");
        }
    }

    @Test
    void hintsLeaveAllPredicatesOver() throws IOException {
        write("t/k=1/a.csv", "x\n1\n2\n");
        write("t/k=2/a.csv", "x\n3\n");
        CatalogTable table = open().get("t");
        var schema = table.describe().schema();
        List<ScanPredicate> predicates =
                List.of(equal(table, "k", new Literal.OfLong(1)), equal(table, "x", new Literal.OfLong(2)));
        List<String> rows = new ArrayList<>();
        try (StatementFiles files = StatementFiles.held();
                Scan scan = table.scan(
                        schema,
                        List.of(1, 0),
                        predicates,
                        100,
                        new Cancellation(),
                        files,
                        io.gpuquery.scan.SafeScan::start)) {
            assertThat(scan.residual()).isEqualTo(predicates);
            for (Morsel morsel = scan.nextMorsel(); morsel != null; morsel = scan.nextMorsel()) {
                try (Morsel open = morsel;
                        ColumnBatch batch = Objects.requireNonNull(open.nextBatch())) {
                    add(batch, rows);
                }
            }
            assertThat(scan.counters().rowsRead.sum()).isEqualTo(2);
        }
        assertThat(rows).containsExactly("1|1", "1|2");
    }
}
