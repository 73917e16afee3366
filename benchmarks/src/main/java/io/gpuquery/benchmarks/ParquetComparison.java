package io.gpuquery.benchmarks;

import io.gpuquery.engine.ColumnStore;
import io.gpuquery.format.parquet.ParquetReader;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FilePoolOptions;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ReadOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.parquet.example.data.Group;

/**
 * Reading Parquet beside DuckDB and parquet-java's record reader, in turns in one process, as a Markdown table: TPC-H's {@code
 * lineitem} as DuckDB writes it (SNAPPY) and as parquet-java does (ZSTD). No column is kept from one to the next. Then opening: a
 * footer of 49 row groups of 16 columns, and a folder of 1,000 files.
 *
 * <p>Arguments: folder for generated data, scale factor, rounds.
 */
public final class ParquetComparison {
    private static final int WARM_UPS = 8;
    private static final int MANY_FILES = 1000;
    private static final int ROW_GROUPS = 49;
    private static final int ROW_GROUP_ROWS = 2048;
    private static final int FIRST_DAY = (int) LocalDate.of(1994, 1, 1).toEpochDay();
    private static final int END_DAY = (int) LocalDate.of(1995, 1, 1).toEpochDay();
    private static final int LAST_DAY = (int) LocalDate.of(1998, 9, 2).toEpochDay();

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final int rounds;
    private double product = 1;
    private int statements;

    private ParquetComparison(int rounds) {
        this.rounds = rounds;
    }

    /** What is asked, in SQL, and of records of some columns. */
    private record Task(String title, String sql, List<String> columns, Counting counting) {}

    /** Takes each record; what it found then. */
    private interface Counting {
        double of(RecordSource records) throws IOException;
    }

    private interface RecordSource {
        void forEach(Consumer<Group> consumer) throws IOException;
    }

    private static double sum(RecordSource records, java.util.function.ToDoubleFunction<Group> value)
            throws IOException {
        double[] sum = new double[1];
        records.forEach(record -> sum[0] += value.applyAsDouble(record));
        return sum[0];
    }

    private static List<Task> tasks(long key) {
        return List.of(
                new Task(
                        "Q1's columns",
                        "select sum(l_quantity + l_extendedprice * (1 - l_discount) * (1 + l_tax)) from lineitem"
                                + " where l_shipdate <= date '1998-09-02' and l_returnflag <> 'X' and l_linestatus <> 'X'",
                        List.of(
                                "l_quantity",
                                "l_extendedprice",
                                "l_discount",
                                "l_tax",
                                "l_shipdate",
                                "l_returnflag",
                                "l_linestatus"),
                        records -> sum(
                                records,
                                row -> row.getInteger(4, 0) <= LAST_DAY
                                                && !row.getString(5, 0).equals("X")
                                                && !row.getString(6, 0).equals("X")
                                        ? row.getDouble(0, 0)
                                                + row.getDouble(1, 0)
                                                        * (1 - row.getDouble(2, 0))
                                                        * (1 + row.getDouble(3, 0))
                                        : 0)),
                new Task(
                        "Q6",
                        "select sum(l_extendedprice * l_discount) from lineitem where l_shipdate >= date '1994-01-01'"
                                + " and l_shipdate < date '1995-01-01' and l_discount between 0.05 and 0.07"
                                + " and l_quantity < 24",
                        List.of("l_shipdate", "l_discount", "l_quantity", "l_extendedprice"),
                        records -> sum(
                                records,
                                row -> row.getInteger(0, 0) >= FIRST_DAY
                                                && row.getInteger(0, 0) < END_DAY
                                                && row.getDouble(1, 0) >= 0.05
                                                && row.getDouble(1, 0) <= 0.07
                                                && row.getDouble(2, 0) < 24
                                        ? row.getDouble(3, 0) * row.getDouble(1, 0)
                                        : 0)),
                new Task(
                        "sum of one column",
                        "select sum(l_extendedprice) from lineitem",
                        List.of("l_extendedprice"),
                        records -> sum(records, row -> row.getDouble(0, 0))),
                new Task(
                        "`LIKE` on the comment",
                        "select count(*) from lineitem where l_comment like '%special%'",
                        List.of("l_comment"),
                        records -> sum(records, row -> row.getString(0, 0).contains("special") ? 1 : 0)),
                new Task(
                        "one order of a sorted column",
                        "select sum(l_partkey) from lineitem where l_orderkey = " + key,
                        List.of("l_orderkey", "l_partkey"),
                        records -> sum(records, row -> row.getLong(0, 0) == key ? row.getLong(1, 0) : 0)),
                new Task(
                        "`count(*)`",
                        "select count(*) from lineitem",
                        List.of("l_linenumber"),
                        records -> sum(records, row -> 1)));
    }

    /** Prints the tables. */
    public static void main(String[] arguments) throws Exception {
        Path folder =
                Path.of(arguments.length > 0 ? arguments[0] : "target/data").toAbsolutePath();
        double scaleFactor = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 0.1;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 7;
        Files.createDirectories(folder);
        ParquetComparison comparison = new ParquetComparison(rounds);
        comparison.out.printf(
                "%s; scale factor %s, medians of %d interleaved rounds after %d; a ratio is their median ÷ ours.%n%n",
                Machine.description(), scaleFactor, rounds, WARM_UPS);
        Path snappy = LineItems.in(folder, scaleFactor).file("parquet");
        Path zstd = folder.resolve("parquet-java-sf" + scaleFactor + "/lineitem.parquet");
        if (!Files.exists(zstd)) {
            Files.createDirectories(zstd.getParent());
            Path unfinished = Files.createTempDirectory(folder, "unfinished").resolve("lineitem.parquet");
            RecordReading.copy(snappy, unfinished);
            Files.move(unfinished, zstd);
        }
        comparison.out.println(
                "| file | task | gpu-query ms | DuckDB ms | ratio | parquet-java's records ms | ratio |\n|---|---|---:|---:|---:|---:|---:|");
        comparison.compare("DuckDB, SNAPPY", snappy);
        comparison.compare("parquet-java, ZSTD", zstd);
        comparison.out.printf(
                Locale.ROOT,
                "%nGeometric mean of the ratios to DuckDB: %.2f.%n%n",
                Math.pow(comparison.product, 1.0 / comparison.statements));
        comparison.opening(folder);
    }

    private void compare(String title, Path file) throws IOException, SQLException {
        try (Connection ours = DriverManager.getConnection("jdbc:gpuquery:directory=" + file.getParent());
                Connection duckDb = duckDb(file)) {
            long key = (long) answer(duckDb, "select quantile_disc(l_orderkey, 0.5) from lineitem");
            for (Task task : tasks(key)) {
                List<Double> own = new ArrayList<>();
                List<Double> theirs = new ArrayList<>();
                List<Double> records = new ArrayList<>();
                for (int round = -WARM_UPS; round < rounds; round++) {
                    ColumnStore.ofProcess().clear();
                    long start = System.nanoTime();
                    double found = answer(ours, task.sql());
                    long afterOurs = System.nanoTime();
                    same(task, answer(duckDb, task.sql()), found);
                    long afterDuckDb = System.nanoTime();
                    same(
                            task,
                            task.counting().of(consumer -> RecordReading.read(file, task.columns(), consumer)),
                            found);
                    long end = System.nanoTime();
                    if (round >= 0) {
                        own.add((afterOurs - start) / 1e6);
                        theirs.add((afterDuckDb - afterOurs) / 1e6);
                        records.add((end - afterDuckDb) / 1e6);
                    }
                }
                double median = Times.median(own);
                product *= Times.median(theirs) / median;
                statements++;
                out.printf(
                        Locale.ROOT,
                        "| %s | %s | %.2f | %.2f | %.2f | %.2f | %.1f |%n",
                        title,
                        task.title(),
                        median,
                        Times.median(theirs),
                        Times.median(theirs) / median,
                        Times.median(records),
                        Times.median(records) / median);
            }
        }
    }

    private static void same(Task task, double theirs, double ours) {
        if (Math.abs(theirs - ours) > 1e-9 * Math.abs(ours)) {
            throw new IllegalStateException(task.title() + " is " + ours + " to us, and " + theirs + " to others");
        }
    }

    private static Connection duckDb(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("set threads to " + Runtime.getRuntime().availableProcessors());
            statement.execute("create view lineitem as select * from '" + file + "'");
        }
        return connection;
    }

    private static double answer(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getDouble(1);
        }
    }

    private void opening(Path folder) throws IOException, SQLException {
        Path wide = folder.resolve("wide-footer/wide.parquet");
        Path many = folder.resolve("many-files");
        if (!Files.exists(wide)) {
            Files.createDirectories(wide.getParent());
            write(wide, ROW_GROUPS);
        }
        if (!Files.exists(many)) {
            Path unfinished = Files.createTempDirectory(folder, "unfinished");
            Path one = unfinished.resolve("t0.parquet");
            write(one, 1);
            for (int file = 1; file < MANY_FILES; file++) {
                Files.copy(one, unfinished.resolve("t" + file + ".parquet"));
            }
            Files.move(unfinished, many);
        }
        List<Double> footer = new ArrayList<>();
        List<Double> directory = new ArrayList<>();
        double first = Double.NaN;
        for (int round = -WARM_UPS; round < rounds; round++) {
            try (FilePool pool = new FilePool(FilePoolOptions.defaults())) {
                long start = System.nanoTime();
                try (FileContents contents = pool.open(wide)) {
                    new ParquetReader().describe(contents, ReadOptions.DEFAULT, new Cancellation());
                }
                long middle = System.nanoTime();
                openAndCount(many);
                long end = System.nanoTime();
                first = Double.isNaN(first) ? (end - middle) / 1e6 : first;
                if (round >= 0) {
                    footer.add((middle - start) / 1e6);
                    directory.add((end - middle) / 1e6);
                }
            }
        }
        out.printf(
                Locale.ROOT,
                "Opening: a footer of %d row groups of 16 columns %.2f ms; a folder of %,d files of one row group opened and counted %.0f ms, the first time %.0f ms.%n",
                ROW_GROUPS,
                Times.median(footer),
                MANY_FILES,
                Times.median(directory),
                first);
    }

    private static void write(Path file, int rowGroups) throws SQLException {
        StringBuilder columns = new StringBuilder("i");
        for (int column = 1; column < 16; column++) {
            columns.append(", 'text ' || (i * ").append(column).append(") as c").append(column);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("copy (select " + columns + " from range(" + rowGroups * ROW_GROUP_ROWS
                    + ") as r(i)) to '" + file + "' (format parquet, row_group_size " + ROW_GROUP_ROWS + ")");
        }
    }

    /** As one table, whose name is a pattern. */
    private static void openAndCount(Path folder) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder)) {
            double count = answer(connection, "select count(*) from \"t*.parquet\"");
            if (count != (double) MANY_FILES * ROW_GROUP_ROWS) {
                throw new IllegalStateException("the folder has " + count + " rows");
            }
        }
    }
}
