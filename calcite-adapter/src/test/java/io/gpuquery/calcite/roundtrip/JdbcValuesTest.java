package io.gpuquery.calcite.roundtrip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What JDBC programs get from each getter, wherever their machine is. */
final class JdbcValuesTest {
    private final TimeZone zone = TimeZone.getDefault();

    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(directory.resolve("t.csv"), """
                day,clock,seen,instant,n,x,s,flag
                0001-01-01,00:00:00.001,0001-01-01 01:02:03.004,0001-01-01T00:00:00Z,-9223372036854775808,-0.0,a,true
                1969-12-31,23:59:59.999,1969-12-31 23:59:59.999,1969-12-31T23:59:59.999Z,0,NaN,é,false
                2024-07-01,12:00:00.5,2024-07-01 12:00:00,2024-07-01T12:00:00Z,9223372036854775807,1e300,,true
                9999-12-31,02:30:00,9999-12-31 23:59:59.999,9999-12-31T23:59:59.999Z,1,Infinity,"",true
                ,,,,,,,
                """);
    }

    @AfterEach
    void restoreZone() {
        TimeZone.setDefault(zone);
    }

    private interface Check {
        void row(ResultSet row) throws SQLException;
    }

    private void forEachRow(Check check) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory='" + directory + "'");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM t")) {
            int count = 0;
            while (row.next()) {
                check.row(row);
                count++;
            }
            assertThat(count).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Kiritimati"})
    void datesAndTimesReadAsTheyStandInTheFile(String zoneOfTheMachine) throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone(zoneOfTheMachine));
        forEachRow(row -> {
            String day = row.getString("day");
            if (day == null) {
                assertThat(row.getDate(1)).isNull();
                assertThat(row.getTime(2)).isNull();
                assertThat(row.getTimestamp(3)).isNull();
                assertThat(row.getObject(1, LocalDate.class)).isNull();
                assertThat(row.getObject(2, LocalTime.class)).isNull();
                assertThat(row.getObject(4, Instant.class)).isNull();
                return;
            }
            LocalDate date = LocalDate.parse(day);
            assertThat(row.getDate(1)).isEqualTo(row.getObject(1)).hasToString(day);
            assertThat(row.getObject(1, Date.class)).hasToString(day);
            assertThat(row.getObject("day", LocalDate.class)).isEqualTo(date);
            assertThat(row.getLong(1)).isEqualTo(date.toEpochDay());

            LocalTime time = LocalTime.parse(row.getString("clock"));
            assertThat(row.getTime("clock"))
                    .isEqualTo(row.getObject("clock"))
                    .hasToString(time.withNano(0) + (time.getSecond() == 0 ? ":00" : ""));
            assertThat(row.getObject(2, Time.class)).isEqualTo(row.getTime(2));
            assertThat(row.getObject(2, LocalTime.class)).isEqualTo(time);
            assertThat(row.getLong(2)).isEqualTo(time.toNanoOfDay() / 1_000_000);

            LocalDateTime seen = LocalDateTime.parse(row.getString("seen").replace(' ', 'T'));
            assertThat(row.getTimestamp(3)).isEqualTo(row.getObject(3));
            assertThat(row.getTimestamp(3).toLocalDateTime()).isEqualTo(seen);
            assertThat(row.getObject(3, Timestamp.class)).isEqualTo(row.getTimestamp(3));
            assertThat(row.getObject(3, LocalDateTime.class)).isEqualTo(seen);
            assertThat(row.getLong(3)).isEqualTo(seen.toInstant(ZoneOffset.UTC).toEpochMilli());

            Instant instant = Instant.ofEpochMilli(row.getLong(4));
            assertThat(row.getString(4).replace(' ', 'T'))
                    .isEqualTo(instant.plusNanos(1).toString().substring(0, 23));
            assertThat(row.getObject(4, Instant.class)).isEqualTo(instant);
            assertThat(row.getObject(4, OffsetDateTime.class)).isEqualTo(instant.atOffset(ZoneOffset.UTC));
        });
    }

    @Test
    void valuesComeAsTheClassThatIsAskedFor() throws SQLException {
        forEachRow(row -> {
            boolean isNull = row.getString("n") == null;
            assertThat(row.getObject("n", Long.class)).isEqualTo(isNull ? null : row.getLong("n"));
            assertThat(row.getObject("n", BigDecimal.class))
                    .isEqualTo(isNull ? null : BigDecimal.valueOf(row.getLong("n")));
            assertThat(row.getObject("n", String.class)).isEqualTo(row.getString("n"));
            assertThat(row.getObject("x", Double.class)).isEqualTo(isNull ? null : row.getDouble("x"));
            assertThat(row.getObject("s", String.class)).isEqualTo(row.getObject("s"));
            assertThat(row.getObject("flag", Boolean.class)).isEqualTo(isNull ? null : row.getBoolean("flag"));
            assertThat(row.getObject("flag", Object.class)).isEqualTo(row.getObject("flag"));
        });
    }

    @Test
    void aClassThatDoesNotFitIsAnError() throws SQLException {
        forEachRow(row -> assertThatThrownBy(() -> row.getObject("n", LocalDate.class))
                .isInstanceOf(SQLDataException.class)
                .hasMessage("Column 5 is BIGINT, which is no java.time.LocalDate"));
    }
}
