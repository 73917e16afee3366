package io.gpuquery.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Opening time, time to first row and scan speed, beside DuckDB and Calcite's file adapter, as a Markdown table.
 *
 * <p>Arguments: folder for generated data, scale factor of TPC-H, rounds; then, to look at a part of it only, the formats, a regular
 * expression for the titles of the scans, and the contestants, as {@code csv 'count|LIKE' GPU_QUERY,DUCKDB}.
 */
public final class Main {
    private static final List<String> FORMATS = List.of("csv", "ndjson", "parquet");
    private static final int SMALL_FILES = 200;

    /** Scans of one table, by title. Sums of doubles are rounded, since everybody adds in an order of his own. */
    private static final Map<String, String> SCANS = new LinkedHashMap<>();

    static {
        SCANS.put("`count(*)`", "select count(*) from lineitem");
        SCANS.put("sum of one column", "select sum(l_linenumber) from lineitem");
        SCANS.put(
                "filter and sum of four columns (Q6)",
                "select cast(round(sum(l_extendedprice * l_discount)) as bigint) from lineitem"
                        + " where l_shipdate >= date '1994-01-01' and l_shipdate < date '1995-01-01'"
                        + " and l_discount between 0.05 and 0.07 and l_quantity < 24");
        SCANS.put(
                "groups of seven columns (Q1)",
                "select l_returnflag, l_linestatus, cast(round(sum(l_quantity)) as bigint),"
                        + " cast(round(sum(l_extendedprice)) as bigint),"
                        + " cast(round(sum(l_extendedprice * (1 - l_discount))) as bigint),"
                        + " cast(round(sum(l_extendedprice * (1 - l_discount) * (1 + l_tax))) as bigint), count(*)"
                        + " from lineitem where l_shipdate <= date '1998-09-02'"
                        + " group by l_returnflag, l_linestatus order by l_returnflag, l_linestatus");
        SCANS.put("`LIKE` on the comment", "select count(*) from lineitem where l_comment like '%special%'");
        SCANS.put(
                "groups of an integer key",
                "select count(*), max(n) from (select l_orderkey, count(*) as n from lineitem group by l_orderkey) as t");
        SCANS.put(
                "max of all 16 columns",
                "select max(l_orderkey), max(l_partkey), max(l_suppkey), max(l_linenumber), max(l_quantity),"
                        + " max(l_extendedprice), max(l_discount), max(l_tax), max(l_returnflag), max(l_linestatus),"
                        + " max(l_shipdate), max(l_commitdate), max(l_receiptdate), max(l_shipinstruct),"
                        + " max(l_shipmode), max(l_comment) from lineitem");
    }

    private final LineItems files;
    private final Path smallFiles;
    private final int rounds;
    private final PrintStream out;
    private final List<String> formats;
    /** Of titles of scans; null for everything, opening included. */
    private final @Nullable Pattern wanted;

    private final List<Contestant> contestants;

    private Main(LineItems files, Path smallFiles, int rounds, PrintStream out, String[] selection) {
        this.files = files;
        this.smallFiles = smallFiles;
        this.rounds = rounds;
        this.out = out;
        this.formats = selection.length > 0 ? List.of(selection[0].split(",")) : FORMATS;
        this.wanted = selection.length > 1 ? Pattern.compile(selection[1]) : null;
        this.contestants = selection.length > 2
                ? Arrays.stream(selection[2].split(",")).map(Contestant::valueOf).toList()
                : List.of(Contestant.values());
    }

    /** Prints the table. */
    public static void main(String[] arguments) throws Exception {
        Path folder =
                Path.of(arguments.length > 0 ? arguments[0] : "target/data").toAbsolutePath();
        double scaleFactor = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 0.05;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 7;
        Files.createDirectories(folder);
        String[] selection = Arrays.copyOfRange(arguments, Math.min(3, arguments.length), arguments.length);
        Main benchmark = new Main(
                LineItems.in(folder, scaleFactor),
                smallFiles(folder),
                rounds,
                new PrintStream(System.out, true),
                selection);
        benchmark.printMachine(scaleFactor);
        benchmark.run();
    }

    private void printMachine(double scaleFactor) throws IOException {
        out.printf(
                "%s, %s %s, %d processors, JDK %s; TPC-H lineitem at scale factor %s; medians of %d interleaved rounds after two"
                        + " uncounted; gpu-query keeps no column from one to the next; a ratio is their median ÷ ours,"
                        + " of elapsed time and of the processors' time.%n",
                LocalDate.now(java.time.ZoneOffset.UTC),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                scaleFactor,
                rounds);
        for (String format : formats) {
            out.printf("%s: %,d bytes. ", format, Files.size(files.file(format)));
        }
        out.printf("%n%n%s%n", Measurement.header());
    }

    private void run() throws Exception {
        if (wanted == null) {
            report(
                    "open a folder of " + SMALL_FILES + " CSV files and list its columns",
                    contestants,
                    contestant -> {
                        try (Connection connection = contestant.openFolder(smallFiles)) {
                            return columnsOf(connection);
                        }
                    });
        }
        for (String format : formats) {
            List<Contestant> readers = contestants.stream()
                    .filter(contestant -> contestant.reads(format))
                    .toList();
            if (wanted == null) {
                report(format + ": open, first row", readers, contestant -> {
                    try (Connection connection = contestant.open(files, format)) {
                        return answer(connection, "select l_orderkey, l_shipmode from lineitem limit 1");
                    }
                });
            }
            Map<Contestant, Connection> connections = new EnumMap<>(Contestant.class);
            try {
                for (Contestant contestant : readers) {
                    connections.put(contestant, contestant.open(files, format));
                }
                for (Map.Entry<String, String> scan : SCANS.entrySet()) {
                    if (wanted == null || wanted.matcher(scan.getKey()).find()) {
                        report(format + ": " + scan.getKey(), readers, contestant -> {
                            contestant.forget();
                            return answer(connections.get(contestant), scan.getValue());
                        });
                    }
                }
            } finally {
                for (Connection connection : connections.values()) {
                    connection.close();
                }
            }
        }
    }

    private void report(String title, List<Contestant> by, Measurement.Task task) throws Exception {
        out.println(Measurement.take(title, by, 2, rounds, task).row());
    }

    /** How many columns the tables of a connection have, besides those of its system tables. */
    private static String columnsOf(Connection connection) throws SQLException {
        int count = 0;
        try (ResultSet columns = connection.getMetaData().getColumns(null, null, null, null)) {
            while (columns.next()) {
                if (columns.getString("TABLE_NAME")
                        .toLowerCase(java.util.Locale.ROOT)
                        .startsWith("small_")) {
                    count++;
                }
            }
        }
        return String.valueOf(count);
    }

    private static String answer(@Nullable Connection connection, String sql)
            throws SQLException {
        if (connection == null) {
            throw new IllegalStateException("not connected");
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(String.valueOf(rows.getString(i)));
                }
            }
            return String.join("|", values);
        }
    }

    private static Path smallFiles(Path parent) throws IOException {
        Path folder = parent.resolve("small");
        Files.createDirectories(folder);
        for (int i = 0; i < SMALL_FILES; i++) {
            StringBuilder text = new StringBuilder("ID,NAME,AT\n");
            for (int row = 0; row < 50; row++) {
                text.append(row)
                        .append(",name ")
                        .append(row * i)
                        .append(",2026-01-01 00:00:")
                        .append(10 + row % 50)
                        .append('\n');
            }
            Files.writeString(folder.resolve("small_" + i + ".csv"), text);
        }
        return folder;
    }
}
