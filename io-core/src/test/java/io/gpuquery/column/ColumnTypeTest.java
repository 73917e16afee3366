package io.gpuquery.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ColumnTypeTest {
    @Test
    void decimalsUpToEighteenDigitsFitALong() {
        assertThat(ColumnType.decimal(18, 2).storage()).isEqualTo(Storage.INT64);
        assertThat(ColumnType.decimal(19, 2).storage()).isEqualTo(Storage.INT128);
    }

    @Test
    void aTypePrintsAsInSql() {
        assertThat(ColumnType.decimal(15, 2)).hasToString("DECIMAL(15, 2)");
        assertThat(ColumnType.timestampLtz(6)).hasToString("TIMESTAMP(6) WITH LOCAL TIME ZONE");
        assertThat(ColumnType.VARCHAR).hasToString("VARCHAR");
    }

    @Test
    void impossibleTypesAreRefused() {
        assertThatThrownBy(() -> ColumnType.decimal(39, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ColumnType.decimal(5, 6)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ColumnType.timestamp(4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ColumnType(ColumnType.Kind.DATE, 3, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
