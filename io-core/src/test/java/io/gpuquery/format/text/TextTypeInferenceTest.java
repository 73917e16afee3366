package io.gpuquery.format.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTypeInferenceTest {
    private static ColumnType infer(boolean decimals, List<String> texts) {
        TextTypeInference inference = new TextTypeInference(decimals);
        texts.forEach(inference::accept);
        return inference.result();
    }

    /** Values separated by semicolons, and the type of a column of them. */
    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '~', textBlock = """
            true;FALSE;tRuE                                  > BOOLEAN
            true;1                                           > VARCHAR
            t;f                                              > VARCHAR
            0;1;-1                                           > BIGINT
            9223372036854775807;-9223372036854775808         > BIGINT
            9223372036854775808                              > DECIMAL(38, 0)
            1;-9223372036854775809                           > DECIMAL(38, 0)
            99999999999999999999999999999999999999           > DECIMAL(38, 0)
            100000000000000000000000000000000000000          > VARCHAR
            00123                                            > VARCHAR
            1;007                                            > VARCHAR
            +4912345678                                      > VARCHAR
            -0                                               > DOUBLE
            -00                                              > VARCHAR
            1_000                                            > VARCHAR
            1,000                                            > VARCHAR
            0x10                                             > VARCHAR
            1f                                               > VARCHAR
            1.5;2                                            > DOUBLE
            .5;5.;-0.0                                       > DOUBLE
            00.5                                             > VARCHAR
            1e5;1E-5;1.7976931348623157E308;4.9E-324         > DOUBLE
            1e999                                            > VARCHAR
            1e                                               > VARCHAR
            .                                                > VARCHAR
            -                                                > VARCHAR
            NaN;Infinity;-Infinity                           > DOUBLE
            -nan                                             > DOUBLE
            nan;inf;-inf;1                                   > DOUBLE
            +Infinity                                        > VARCHAR
            0.5;99999999999999999999                         > DOUBLE
            2024-02-29;0000-01-01;9999-12-31                 > DATE
            2023-02-29                                       > VARCHAR
            1900-02-29                                       > VARCHAR
            2024-04-31                                       > VARCHAR
            2024-13-01                                       > VARCHAR
            2024-00-10                                       > VARCHAR
            2024-1-1                                         > VARCHAR
            10000-01-01                                      > VARCHAR
            -2024-01-01                                      > VARCHAR
            2024/01/01                                       > VARCHAR
            20240101                                         > BIGINT
            2024-01-01;5                                     > VARCHAR
            10:15                                            > TIME(3)
            10:15:30;23:59:59.999                            > TIME(3)
            10:15:30.1234                                    > TIME(6)
            10:15:30.123456                                  > TIME(6)
            10:15:30.1234567                                 > TIME(9)
            00:00:00.123456789                               > TIME(9)
            00:00:00.123456789000                            > TIME(9)
            00:00:00.1234567891                              > VARCHAR
            24:00                                            > VARCHAR
            24:00:00                                         > VARCHAR
            23:60                                            > VARCHAR
            23:59:60                                         > VARCHAR
            1:15                                             > VARCHAR
            10:15:                                           > VARCHAR
            10:15:30.                                        > VARCHAR
            10:15;2024-01-01                                 > VARCHAR
            2024-01-01T10:15                                 > TIMESTAMP(3)
            2024-01-01 10:15:30;2024-01-01T10:15:30.1        > TIMESTAMP(3)
            2024-01-01 10:15:30.000001                       > TIMESTAMP(6)
            2024-01-01 10:15:30;2024-01-01                   > TIMESTAMP(3)
            2024-01-01 10:15:30.123456789                    > TIMESTAMP(9)
            2262-04-11 23:47:16.854775807                    > TIMESTAMP(9)
            2262-04-11 23:47:16.854775808                    > VARCHAR
            1677-09-21 00:12:43.145224192                    > TIMESTAMP(9)
            1677-09-21 00:12:43.145224191                    > VARCHAR
            9999-12-31 00:00:00;2024-01-01 00:00:00.1234567  > VARCHAR
            2024-01-01 24:00:00                              > VARCHAR
            2024-01-01_10:15:30                              > VARCHAR
            2024-01-01T10:15:30Z;2024-01-01 10:15:30+01:00   > TIMESTAMP(3) WITH LOCAL TIME ZONE
            2024-01-01T10:15:30.123456-0530                  > TIMESTAMP(6) WITH LOCAL TIME ZONE
            2024-01-01 10:15:30+00                           > TIMESTAMP(3) WITH LOCAL TIME ZONE
            2024-01-01T10:15:30+19:00                        > VARCHAR
            2024-01-01T10:15:30+01:60                        > VARCHAR
            2024-01-01T10:15:30+1                            > VARCHAR
            2024-01-01T10:15:30+01:                          > VARCHAR
            2024-01-01T10:15:30Zulu                          > VARCHAR
            2024-01-01T10:15:30Z;2024-01-01T10:15:30         > VARCHAR
            2024-01-01Z                                      > VARCHAR
            hello                                            > VARCHAR
            ١٢٣                                              > VARCHAR
            ２０２４-01-01                                    > VARCHAR
            """)
    void theTypeIsTheFirstThatHoldsAllValues(String values, String type) {
        assertThat(infer(false, List.of(values.split(";"))).toString()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', textBlock = """
            1.25;-3                                   > DECIMAL(18, 2)
            1.250                                     > DECIMAL(18, 3)
            123456789012345678.1                      > DECIMAL(38, 1)
            0.00000000000000000000000000000000000001  > DECIMAL(38, 38)
            9999999999.99999999999999999999999999999  > DOUBLE
            1.5e3;1.25                                > DOUBLE
            NaN;1.25                                  > DOUBLE
            1.5;99999999999999999999                  > DECIMAL(38, 1)
            1;2                                       > BIGINT
            """)
    void fractionsBecomeDecimalsWhereAskedFor(String values, String type) {
        assertThat(infer(true, List.of(values.split(";"))).toString()).isEqualTo(type);
    }

    @Test
    void nothingButNullsIsVarchar() {
        assertThat(infer(false, List.of())).isEqualTo(ColumnType.VARCHAR);
    }

    @Test
    void blanksAroundAValueDoNotCount() {
        assertThat(infer(false, List.of(" 12", "13\t", "  -4  "))).isEqualTo(ColumnType.BIGINT);
        assertThat(infer(false, List.of(" 2024-01-01 "))).isEqualTo(ColumnType.DATE);
        assertThat(infer(false, List.of("12", "  "))).isEqualTo(ColumnType.VARCHAR);
        assertThat(infer(false, List.of("12", ""))).isEqualTo(ColumnType.VARCHAR);
    }

    @Test
    void partsOfAFileAreJoined() {
        TextTypeInference left = new TextTypeInference(false);
        TextTypeInference right = new TextTypeInference(false);
        left.accept("2024-01-01 10:00:00.5");
        left.merge(right);
        assertThat(left.result()).isEqualTo(ColumnType.timestamp(3));
        right.accept("2024-01-01");
        assertThat(right.result()).isEqualTo(ColumnType.DATE);
        left.merge(right);
        assertThat(left.result()).isEqualTo(ColumnType.timestamp(3));
        right.accept("2024-01-01 10:00:00.1234567");
        left.merge(right);
        assertThat(left.result()).isEqualTo(ColumnType.timestamp(9));
        right.accept("x");
        left.merge(right);
        assertThat(left.result()).isEqualTo(ColumnType.VARCHAR);
    }

    @Test
    void integersJoinedWithFractionsAndWithLongerIntegers() {
        TextTypeInference integers = new TextTypeInference(false);
        TextTypeInference other = new TextTypeInference(false);
        integers.accept("1");
        other.accept("9223372036854775808");
        integers.merge(other);
        assertThat(integers.result()).isEqualTo(ColumnType.decimal(38, 0));
        TextTypeInference fractions = new TextTypeInference(false);
        fractions.accept("0.5");
        integers.merge(fractions);
        assertThat(integers.result()).isEqualTo(ColumnType.DOUBLE);
    }
}
