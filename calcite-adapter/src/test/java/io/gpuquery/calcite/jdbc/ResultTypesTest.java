package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.testing.TypedTable;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every type and NULL, through the getters of JDBC. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResultTypesTest {
    private Connection connection;

    @BeforeAll
    void connect(@TempDir Path directory) throws Exception {
        TypedTable.random(1, 1).write(directory);
        Files.writeString(directory.resolve("typed.csv"), """
                row_no,flag,tiny,small,whole,big,single,dbl,price,huge,born,clock,seen,name,raw,id
                0,true,-128,-32768,-2147483648,-9223372036854775808,0.1,0.1,-12.34,\
                12345678901234567890123456789012.3456,1969-12-31,23:59:59.999,1969-12-31 23:59:59.999,Zürich,00ff,\
                00000000-0000-0001-0000-000000000002
                1,,,,,,,,,,,,,,,
                """.replace("\\\n", ""));
        Files.writeString(directory.resolve("moments.csv"), "at\n2024-07-01T12:00:00.25+02:00\n");
        connection = DriverManager.getConnection("jdbc:gpuquery:model=" + directory.resolve("model.json"));
    }

    @AfterAll
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void valuesComeBackAsTheyAre() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select * from typed")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getObject("row_no")).isEqualTo(0);
            assertThat(row.getObject("flag")).isEqualTo(true);
            assertThat(row.getObject("tiny")).isEqualTo((byte) -128);
            assertThat(row.getObject("small")).isEqualTo((short) -32768);
            assertThat(row.getObject("whole")).isEqualTo(Integer.MIN_VALUE);
            assertThat(row.getObject("big")).isEqualTo(Long.MIN_VALUE);
            assertThat(row.getObject("single")).isEqualTo(0.1f);
            assertThat(row.getObject("dbl")).isEqualTo(0.1);
            assertThat(row.getObject("price")).isEqualTo(new BigDecimal("-12.34"));
            assertThat(row.getObject("huge")).isEqualTo(new BigDecimal("12345678901234567890123456789012.3456"));
            assertThat(row.getObject("born")).isEqualTo(Date.valueOf("1969-12-31"));
            assertThat(row.getString("born")).isEqualTo("1969-12-31");
            assertThat(row.getObject("clock")).hasToString("23:59:59").isInstanceOf(Time.class);
            assertThat(row.getString("clock")).isEqualTo("23:59:59.999");
            assertThat(row.getObject("seen")).isEqualTo(Timestamp.valueOf("1969-12-31 23:59:59.999"));
            assertThat(row.getString("seen")).isEqualTo("1969-12-31 23:59:59.999");
            assertThat(row.getObject("name")).isEqualTo("Zürich");
            assertThat(row.getBytes("raw")).containsExactly(0, 0xff);
            assertThat(row.getObject("id")).isEqualTo(new UUID(1, 2));
            assertThat(row.getString("id")).isEqualTo("00000000-0000-0001-0000-000000000002");
        }
    }

    @Test
    void everyTypeHasNull() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select * from typed where row_no = 1")) {
            assertThat(row.next()).isTrue();
            for (int i = 2; i <= row.getMetaData().getColumnCount(); i++) {
                assertThat(row.getObject(i))
                        .as(row.getMetaData().getColumnLabel(i))
                        .isNull();
                assertThat(row.getString(i)).isNull();
                assertThat(row.wasNull()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flag", "tiny", "small", "whole", "big", "single", "dbl", "price", "huge", "born", "clock", "seen",
                "name", "raw", "id"
            })
    void aColumnAloneComesBackLikeAmongOthers(String column) throws SQLException {
        try (Statement statement = connection.createStatement();
                Statement other = connection.createStatement();
                ResultSet alone = statement.executeQuery("select " + column + " from typed");
                ResultSet among = other.executeQuery("select row_no, " + column + " from typed")) {
            while (among.next()) {
                assertThat(alone.next()).isTrue();
                assertThat(alone.getString(1)).isEqualTo(among.getString(2));
            }
            assertThat(alone.next()).isFalse();
        }
    }

    @Test
    void everyTypeSortsGroupsAndJoins() throws SQLException {
        for (TypedTable.Column column : TypedTable.COLUMNS) {
            String name = column.name();
            String sql = "select a." + name + ", count(*) from typed a join typed b on a." + name + " = b." + name
                    + " group by a." + name + " order by 1";
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                assertThat(rows.next()).as(name).isTrue();
                assertThat(rows.getLong(2)).isEqualTo(1);
                assertThat(rows.next()).isFalse();
            }
        }
    }

    @Test
    void metaDataNamesTypesAndNullability() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select row_no, price, huge, name, seen, id from typed")) {
            ResultSetMetaData metaData = rows.getMetaData();
            assertThat(metaData.getColumnType(1)).isEqualTo(Types.INTEGER);
            assertThat(metaData.getColumnType(2)).isEqualTo(Types.DECIMAL);
            assertThat(metaData.getPrecision(2)).isEqualTo(10);
            assertThat(metaData.getScale(2)).isEqualTo(2);
            assertThat(metaData.getPrecision(3)).isEqualTo(38);
            assertThat(metaData.isNullable(3)).isEqualTo(ResultSetMetaData.columnNullable);
            assertThat(metaData.getColumnType(4)).isEqualTo(Types.VARCHAR);
            assertThat(metaData.getColumnType(5)).isEqualTo(Types.TIMESTAMP);
            assertThat(metaData.getColumnTypeName(6)).isEqualTo("UUID");
            assertThat(metaData.getTableName(4)).isEqualTo("typed");
            assertThat(metaData.getSchemaName(4)).isEqualTo("files");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York"})
    void anInstantIsTheSameInEveryZoneOfTheJvm(String zone) throws SQLException {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select \"at\" from moments")) {
            assertThat(row.next()).isTrue();
            Timestamp expected = Timestamp.from(Instant.parse("2024-07-01T10:00:00.25Z"));
            assertThat(row.getTimestamp(1)).isEqualTo(expected);
            assertThat(row.getTimestamp("at")).isEqualTo(expected);
            assertThat(row.getObject(1)).isEqualTo(expected);
            assertThat(row.getString(1)).isEqualTo("2024-07-01 10:00:00.250");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void aTimestampIsWhatTheClockShows() throws SQLException {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select seen from typed where seen is not null")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getTimestamp(1)).isEqualTo(Timestamp.valueOf("1969-12-31 23:59:59.999"));
        } finally {
            TimeZone.setDefault(before);
        }
    }
}
