package io.gpuquery.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTypeTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "boolean|BOOLEAN",
                "TinyInt|TINYINT",
                "smallint|SMALLINT",
                "int|INTEGER",
                "INTEGER|INTEGER",
                "bigint|BIGINT",
                "real|REAL",
                "double|DOUBLE",
                "double  precision|DOUBLE",
                "float|DOUBLE",
                "decimal|DECIMAL(38, 0)",
                "decimal(5)|DECIMAL(5, 0)",
                "numeric ( 15 , 2 )|DECIMAL(15, 2)",
                "date|DATE",
                "time|TIME(3)",
                "time(6)|TIME(6)",
                "timestamp|TIMESTAMP(3)",
                "timestamp(0)|TIMESTAMP(3)",
                "timestamp(5)|TIMESTAMP(6)",
                "timestamp (9)|TIMESTAMP(9)",
                "timestamp with local time zone|TIMESTAMP(3) WITH LOCAL TIME ZONE",
                "TIMESTAMP(6) WITH LOCAL TIME ZONE|TIMESTAMP(6) WITH LOCAL TIME ZONE",
                "varchar|VARCHAR",
                "varchar(20)|VARCHAR",
                "varbinary|VARBINARY",
                "uuid|UUID"
            })
    void readsSqlTypesInAnyCase(String text, String type) {
        assertThat(ColumnTypeText.parse(text)).hasToString(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "integr",
                "int(3)",
                "decimal(39)",
                "decimal(5, 6)",
                "decimal(0)",
                "timestamp(10)",
                "timestamp(3, 1)",
                "varchar(1, 2)",
                "timestamp with time zone",
                "date(3)",
                "bigint unsigned",
                "(3)"
            })
    void knowsNoOthers(String text) {
        assertThat(ColumnTypeText.parse(text)).isNull();
    }
}
