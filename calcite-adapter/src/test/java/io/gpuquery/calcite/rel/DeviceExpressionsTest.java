package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.KernelDevice;
import io.gpuquery.calcite.kernel.TestDevice;
import io.gpuquery.calcite.testing.DeviceRows;
import io.gpuquery.calcite.testing.MslLint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each function that kernels know, over values of all sizes: sums that depend on the row, so that no two errors cancel out. */
class DeviceExpressionsTest {
    private static final int ROWS = 3_000;

    @TempDir
    private Path directory;

    private Connection connection() throws IOException, SQLException {
        Random random = new Random(11);
        StringBuilder text =
                new StringBuilder("row_no,day_of,moment,other,clock,months,dbl,small_dbl,tiny_dbl,whole\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i);
            for (String value : List.of(
                    date(random).toString(),
                    moment(random),
                    moment(random),
                    String.format("%02d:%02d:%02d.%03d", i % 24, i * 7 % 60, i * 11 % 60, i * 13 % 1000),
                    Integer.toString(random.nextInt(100) - 50),
                    Double.toString(Double.longBitsToDouble(random.nextLong())),
                    Double.toString((random.nextInt(4001) - 2000) / (double) (1 << random.nextInt(4))),
                    Double.toString((random.nextInt(4001) - 2000) * Math.scalb(1.0, -144 - random.nextInt(20))),
                    Long.toString(random.nextLong() >> random.nextInt(64)))) {
                boolean isNull = random.nextInt(10) == 0 || value.contains("N");
                text.append(',').append(isNull ? "" : value);
            }
            text.append('\n');
        }
        Files.writeString(directory.resolve("moments.csv"), text);
        return DriverManager.getConnection("jdbc:gpuquery:directory='" + directory + "'");
    }

    /** Far from where it could leave the years that texts have, when it is moved. */
    private static LocalDate date(Random random) {
        int years = random.nextInt(3) == 0 ? 9_000 : 120;
        return LocalDate.of(500, 1, 1).plusDays(random.nextInt(years * 365) + (years == 120 ? 530_000 : 0));
    }

    private static String moment(Random random) {
        String clock = String.format(
                "%02d:%02d:%02d.%03d",
                random.nextInt(24), random.nextInt(60), random.nextInt(60), random.nextInt(2) * random.nextInt(1000));
        return date(random) + " " + clock;
    }

    private static List<String> expressions() {
        List<String> all = new ArrayList<>();
        for (String time : List.of("day_of", "moment")) {
            for (String unit : List.of(
                    "YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DOW", "DOY", "HOUR", "MINUTE", "SECOND", "EPOCH")) {
                all.add("EXTRACT(" + unit + " FROM " + time + ")");
            }
            for (String unit : List.of("YEAR", "QUARTER", "MONTH", "WEEK", "DAY")) {
                all.add("EXTRACT(EPOCH FROM FLOOR(" + time + " TO " + unit + "))");
                all.add("EXTRACT(EPOCH FROM TIMESTAMPADD(" + unit + ", months, " + time + "))");
            }
        }
        for (String unit : List.of("HOUR", "MINUTE", "SECOND")) {
            all.add("EXTRACT(EPOCH FROM FLOOR(moment TO " + unit + "))");
            all.add("EXTRACT(" + unit + " FROM clock)");
            all.add("EXTRACT(EPOCH FROM TIMESTAMPADD(" + unit + ", months * 1000, moment))");
        }
        for (String unit : List.of("YEAR", "QUARTER", "MONTH")) {
            all.add("TIMESTAMPDIFF(" + unit + ", moment, other)");
        }
        for (String unit : List.of("WEEK", "DAY", "HOUR", "MINUTE", "SECOND")) {
            all.add("TIMESTAMPDIFF(" + unit + ", moment, TIMESTAMPADD(DAY, months, moment))");
        }
        all.add("TIMESTAMPDIFF(MONTH, day_of, CAST(moment AS DATE))");
        all.add("EXTRACT(EPOCH FROM moment + INTERVAL '100' DAY)");
        all.add("EXTRACT(EPOCH FROM day_of - INTERVAL '13' MONTH)");
        all.add("EXTRACT(SECOND FROM CAST(moment AS TIME))");
        all.add("CAST(small_dbl AS BIGINT)");
        all.add("CAST(small_dbl AS INTEGER)");
        for (String test : List.of(
                "FLOOR(dbl) < dbl",
                "CEIL(dbl) = dbl",
                "FLOOR(small_dbl) = small_dbl",
                "CEIL(small_dbl) > 12",
                "FLOOR(small_dbl) < CEIL(small_dbl)",
                "-FLOOR(small_dbl) = CEIL(-small_dbl)",
                "ABS(dbl) > 1e10",
                "CAST(dbl AS REAL) < dbl",
                "CAST(dbl * 1e-10 AS REAL) < dbl * 1e-10",
                "CAST(tiny_dbl AS REAL) < tiny_dbl",
                "CAST(tiny_dbl AS REAL) = 0",
                "CAST(whole AS REAL) < whole",
                "dbl < whole",
                "small_dbl >= whole",
                "CAST(whole AS DOUBLE) = whole + 0e0 * months")) {
            all.add("CASE WHEN " + test + " THEN 1 ELSE 0 END");
        }
        return all;
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void eachIsComputedAsByTheCpu(TestDevice kind) throws IOException, SQLException {
        kind.require();
        List<String> all = new ArrayList<>(expressions());
        if (kind == TestDevice.METAL) {
            all.removeIf(each -> each.contains("0e0") || each.contains("1e-10"));
        }
        try (Connection connection = connection();
                KernelDevice device = kind.open()) {
            int atATime = 24;
            for (int from = 0; from < all.size(); from += atATime) {
                List<String> some = all.subList(from, Math.min(all.size(), from + atATime));
                String sql = some.stream()
                        .map(each -> String.format("SUM((%s) * MOD(row_no, 97)), MAX(%s)", each, each))
                        .collect(Collectors.joining(", ", "SELECT ", " FROM moments"));
                List<String> expected = DeviceRows.of(connection, sql, null, 1, 2048);
                assertThat(expected).as(sql).hasSize(1).first().asString().doesNotContain("failed");
                assertThat(DeviceRows.of(connection, sql, new DeviceUse(device, true), 1, 2048))
                        .as(sql)
                        .isEqualTo(expected);
            }
            if (kind == TestDevice.METAL) {
                for (String text : TestDevice.texts(device)) {
                    assertThat(MslLint.problems(text)).as(text).isEmpty();
                }
            }
        }
    }
}
