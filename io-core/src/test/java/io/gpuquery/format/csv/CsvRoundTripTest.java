package io.gpuquery.format.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnType;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.scan.ReadOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random tables, written by this test or by DuckDB and read by us; what we read is what was written, and what DuckDB reads. */
class CsvRoundTripTest {
    private static final String WORDS = "a b,c;d|e\tf\"g'h\ni\r\nj\rké日😀\u0000\\#";

    @TempDir
    Path folder;

    private static Connection duckDb;

    @BeforeAll
    static void openDuckDb() throws SQLException {
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
    }

    @AfterAll
    static void closeDuckDb() throws SQLException {
        duckDb.close();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(LiveResources.snapshot())
                .allSatisfy((kind, count) -> assertThat(count).as("%s", kind).isZero());
    }

    /** Fixed seeds, and some that differ each time: a failure names its seed. */
    static IntStream seeds() {
        return IntStream.concat(IntStream.range(0, 20), new Random().ints(5));
    }

    private static final List<ColumnType> TYPES = List.of(
            ColumnType.BOOLEAN,
            ColumnType.TINYINT,
            ColumnType.SMALLINT,
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.REAL,
            ColumnType.DOUBLE,
            ColumnType.decimal(12, 3),
            ColumnType.decimal(38, 10),
            ColumnType.DATE,
            ColumnType.time(6),
            ColumnType.timestamp(3),
            ColumnType.timestamp(9),
            ColumnType.timestampLtz(6),
            ColumnType.VARCHAR,
            ColumnType.VARBINARY,
            ColumnType.UUID);

    @ParameterizedTest
    @MethodSource("seeds")
    void aTableOfAnyTypesComesBackAsItWasWritten(int seed) throws IOException {
        Random random = new Random(seed);
        int columns = 1 + random.nextInt(TYPES.size());
        Options options = new Options().header(true);
        List<ColumnType> types = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            types.add(TYPES.get(random.nextInt(TYPES.size())));
            options.column("c" + i, types.get(i));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        int rowCount = random.nextInt(200);
        for (int row = 0; row < rowCount; row++) {
            rows.add(types.stream()
                    .<@Nullable Object>map(type -> random.nextInt(5) == 0 ? null : value(type, random))
                    .collect(Collectors.toCollection(ArrayList::new)));
        }
        Path file = folder.resolve("t.csv");
        char delimiter = ",\t|;".charAt(random.nextInt(4));
        options.delimiter(delimiter);
        Files.writeString(file, text(rows, columns, delimiter, random));

        CsvTable table = CsvTable.read(file, options.build(), null, 1 + random.nextInt(300));
        assertSame(table.rows(), rows);

        List<Integer> some = new ArrayList<>(IntStream.range(0, columns)
                .filter(i -> random.nextBoolean())
                .boxed()
                .toList());
        java.util.Collections.shuffle(some, random);
        assertSame(
                CsvTable.read(file, options.build(), some, 50).rows(),
                rows.stream()
                        .map(row -> some.stream().map(row::get).collect(Collectors.toCollection(ArrayList::new)))
                        .toList());
    }

    private static String text(List<List<@Nullable Object>> rows, int columns, char delimiter, Random random) {
        String end = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
        StringBuilder text = new StringBuilder(
                IntStream.range(0, columns).mapToObj(i -> "c" + i).collect(Collectors.joining("" + delimiter)));
        for (List<@Nullable Object> row : rows) {
            text.append(end);
            for (int i = 0; i < columns; i++) {
                text.append(i == 0 ? "" : String.valueOf(delimiter));
                Object value = row.get(i);
                if (value != null) {
                    String plain = value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
                    boolean quoted = plain.isEmpty()
                            || random.nextInt(4) == 0
                            || plain.indexOf(delimiter) >= 0
                            || plain.matches("(?s).*[\"\n\r].*")
                            || plain.isBlank();
                    text.append(quoted ? '"' + plain.replace("\"", "\"\"") + '"' : plain);
                }
            }
        }
        return text.append(random.nextInt(3) == 0 && !text.toString().endsWith(end) ? "" : end)
                .toString();
    }

    private static Object value(ColumnType type, Random random) {
        return switch (type.kind()) {
            case BOOLEAN -> random.nextBoolean();
            case TINYINT -> (long) (byte) extreme(random);
            case SMALLINT -> (long) (short) extreme(random);
            case INTEGER -> (long) (int) extreme(random);
            case BIGINT -> extreme(random);
            case REAL -> Float.intBitsToFloat(random.nextInt());
            case DOUBLE -> random.nextInt(10) == 0 ? -0.0 : Double.longBitsToDouble(random.nextLong());
            case DECIMAL ->
                new BigDecimal(new BigInteger(type.precision() <= 18 ? 39 : 126, random), type.scale())
                        .multiply(BigDecimal.valueOf(random.nextBoolean() ? 1 : -1));
            case DATE -> LocalDate.of(random.nextInt(10_000), 1, 1).plusDays(random.nextInt(365));
            case TIME -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1000);
            case TIMESTAMP -> {
                LocalDateTime near = LocalDateTime.of(1970, 1, 1, 0, 0);
                yield type.precision() == 9
                        ? near.plusNanos(random.nextLong())
                        : near.plusSeconds(random.nextLong(-62_000_000_000L, 253_000_000_000L))
                                .plusNanos(random.nextInt(1000) * 1_000_000L);
            }
            case TIMESTAMP_LTZ ->
                Instant.ofEpochSecond(
                        random.nextLong(-60_000_000_000L, 250_000_000_000L), random.nextInt(1000) * 1000L);
            case VARCHAR -> string(random);
            case VARBINARY -> random.nextInt(5) == 0 ? "00ff" : Integer.toHexString(random.nextInt() | 0x10000000);
            case UUID -> new UUID(random.nextLong(), random.nextLong());
            case ARRAY, MAP, ROW -> throw new AssertionError(type);
        };
    }

    private static long extreme(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Long.MIN_VALUE;
            case 1 -> Long.MAX_VALUE;
            case 2 -> 0x80;
            case 3 -> random.nextInt(100);
            default -> random.nextLong();
        };
    }

    private static String string(Random random) {
        int[] characters = WORDS.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(random.nextInt(20) == 0 ? 2000 : 8); length > 0; length--) {
            text.appendCodePoint(characters[random.nextInt(characters.length)]);
        }
        return text.toString();
    }

    /** Strings alone, so that inference and header detection are all that could differ. */
    @ParameterizedTest
    @MethodSource("seeds")
    void theTypesThatAreInferredHoldWhatWasWritten(int seed) throws IOException {
        Random random = new Random(seed);
        List<ColumnType> inferable = List.of(
                ColumnType.BOOLEAN,
                ColumnType.BIGINT,
                ColumnType.DOUBLE,
                ColumnType.DATE,
                ColumnType.time(6),
                ColumnType.timestamp(9),
                ColumnType.timestampLtz(6));
        int columns = 2 + random.nextInt(6);
        List<ColumnType> types = IntStream.range(0, columns)
                .mapToObj(i -> inferable.get(random.nextInt(inferable.size())))
                .toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int row = 0; row < 100; row++) {
            rows.add(types.stream()
                    .<@Nullable Object>map(type -> random.nextInt(5) == 0 ? null : value(type, random))
                    .collect(Collectors.toCollection(ArrayList::new)));
        }
        Path file = folder.resolve("t.csv");
        Files.writeString(file, text(rows, columns, ';', random));
        CsvTable table = CsvTable.read(file, ReadOptions.DEFAULT);
        assertThat(table.description().schema().columns())
                .extracting(column -> column.type().kind())
                .isEqualTo(types.stream().map(ColumnType::kind).toList());
        assertSame(table.rows(), rows);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void weReadWhatDuckDbReads(int seed) throws IOException, SQLException {
        Random random = new Random(seed);
        int columns = 2 + random.nextInt(4);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int row = 0; row < 50; row++) {
            rows.add(IntStream.range(0, columns)
                    .<@Nullable Object>mapToObj(
                            i -> random.nextInt(5) == 0 ? null : string(random).replace("\u0000", ""))
                    .collect(Collectors.toCollection(ArrayList::new)));
        }
        Path file = folder.resolve("t.csv");
        Options options = new Options().header(true);
        StringBuilder duckColumns = new StringBuilder();
        for (int i = 0; i < columns; i++) {
            options.column("c" + i, ColumnType.VARCHAR);
            duckColumns.append(i == 0 ? "" : ", ").append("'c").append(i).append("': 'VARCHAR'");
        }
        // DuckDB asks for one kind of line end.
        Files.writeString(file, text(rows, columns, ',', new Random(seed) {
            @Override
            public int nextInt(int bound) {
                return bound == 3 ? 0 : super.nextInt(bound);
            }
        }));
        List<List<@Nullable Object>> ours =
                CsvTable.read(file, options.delimiter(',').build()).rows();
        assertThat(ours)
                .isEqualTo(duckDb("select * from read_csv('" + file
                        + "', delim=',', quote='\"', escape='\"', header=true, new_line='\\n', allow_quoted_nulls=false,"
                        + " columns={" + duckColumns + "})"));
    }

    @Test
    void weReadWhatDuckDbWrites() throws IOException, SQLException {
        Path file = folder.resolve("t.csv");
        String source = "select i, case when i % 7 = 0 then null else i * 1.5e10::double end as d, (i % 3 = 0) as b,"
                + " date '2000-01-01' + i::int as d2, timestamp '2001-02-03 04:05:06.789' + interval (i) hour as ts,"
                + " time '01:02:03.5' + interval (i) minute as t,"
                + " case when i % 5 = 0 then null when i % 5 = 1 then '' else 'q\"uo\nte,' || i end s"
                + " from range(1000) r(i)";
        execute("copy (" + source + ") to '" + file + "' (header, delimiter '|')");
        CsvTable table = CsvTable.read(file, ReadOptions.DEFAULT);
        assertThat(table.types())
                .containsExactly("BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP(3)", "TIME(3)", "VARCHAR");
        assertSame(table.rows(), duckDb(source));
    }

    @Test
    void oneColumnWithNullsIsReadAsDuckDbReadsIt() throws IOException, SQLException {
        for (String text : List.of("a\n1\n\n3\n", "a\n\n\n", "a\n1\n\n", "a\n1\n\n2")) {
            Path file = Files.write(folder.resolve("t.csv"), text.getBytes(StandardCharsets.UTF_8));
            Options options = new Options().header(true).column("a", ColumnType.BIGINT);
            assertThat(CsvTable.read(file, options.build()).rows())
                    .as(text)
                    .isEqualTo(duckDb(
                            "select * from read_csv('" + file + "', delim=',', header=true, columns={'a': 'BIGINT'})"));
        }
    }

    /** Says where the first difference is: whole tables are too long to look at. */
    private static void assertSame(
            List<? extends List<@Nullable Object>> actual, List<? extends List<@Nullable Object>> expected) {
        for (int row = 0; row < Math.min(actual.size(), expected.size()); row++) {
            for (int i = 0; i < expected.get(row).size(); i++) {
                Object wanted = expected.get(row).get(i);
                Object found = actual.get(row).get(i);
                if (!java.util.Objects.equals(wanted, found)) {
                    String a = String.valueOf(wanted);
                    String b = String.valueOf(found);
                    int from = Math.max(0, java.util.Arrays.mismatch(a.toCharArray(), b.toCharArray()) - 20);
                    assertThat(escaped(b, from)).as("row %d, column %d", row, i).isEqualTo(escaped(a, from));
                }
            }
        }
        assertThat(actual).hasSize(expected.size());
    }

    private static String escaped(String text, int from) {
        String part = text.substring(from, Math.min(text.length(), from + 60));
        return part.codePoints()
                .mapToObj(c -> c > ' ' && c < 127 ? Character.toString(c) : String.format("<%x>", c))
                .collect(Collectors.joining());
    }

    private static void execute(String sql) throws SQLException {
        try (Statement statement = duckDb.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<List<@Nullable Object>> duckDb(String sql) throws SQLException {
        try (Statement statement = duckDb.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    Object value = result.getObject(i);
                    row.add(
                            value instanceof java.sql.Timestamp timestamp
                                    ? timestamp.toLocalDateTime()
                                    : value instanceof OffsetDateTime time ? time.toInstant() : value);
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
