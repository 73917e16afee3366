package io.gpuquery.calcite.roundtrip;

import java.util.List;

/**
 * A type that values of test tables have.
 *
 * <p>Values are of the class that is named at each constant; those with digits of a second below its precision do not occur.
 */
enum ValueType {
    /** {@link Boolean}. */
    BOOLEAN("BOOLEAN", "boolean %s", "BOOLEAN"),
    /** {@link Byte}. */
    TINYINT("TINYINT", "int32 %s (INTEGER(8,true))", "TINYINT"),
    /** {@link Short}. */
    SMALLINT("SMALLINT", "int32 %s (INTEGER(16,true))", "SMALLINT"),
    /** {@link Integer}. */
    INTEGER("INTEGER", "int32 %s", "INTEGER"),
    /** {@link Long}. */
    BIGINT("BIGINT", "int64 %s", "BIGINT"),
    /** {@link Float}. */
    REAL("REAL", "float %s", "FLOAT"),
    /** {@link Double}. */
    DOUBLE("DOUBLE", "double %s", "DOUBLE"),
    /** {@link java.math.BigDecimal} of two digits after the point, as are the next ones of theirs. */
    DECIMAL_9_2("DECIMAL(9, 2)", "int32 %s (DECIMAL(9,2))", "DECIMAL(9,2)"),
    DECIMAL_18_6("DECIMAL(18, 6)", "int64 %s (DECIMAL(18,6))", "DECIMAL(18,6)"),
    DECIMAL_38_10("DECIMAL(38, 10)", "fixed_len_byte_array(16) %s (DECIMAL(38,10))", "DECIMAL(38,10)"),
    DECIMAL_38_0("DECIMAL(38, 0)", "binary %s (DECIMAL(38,0))", "DECIMAL(38,0)"),
    /** {@link java.time.LocalDate}. */
    DATE("DATE", "int32 %s (DATE)", "DATE"),
    /** {@link java.time.LocalTime}, as are the next two. */
    TIME_3("TIME(3)", "int32 %s (TIME(MILLIS,false))", "TIME"),
    TIME_6("TIME(6)", "int64 %s (TIME(MICROS,false))", "TIME"),
    TIME_9("TIME(9)", "int64 %s (TIME(NANOS,false))", ""),
    /** {@link java.time.LocalDateTime}, as are the next two. */
    TIMESTAMP_3("TIMESTAMP(3)", "int64 %s (TIMESTAMP(MILLIS,false))", "TIMESTAMP_MS"),
    TIMESTAMP_6("TIMESTAMP(6)", "int64 %s (TIMESTAMP(MICROS,false))", "TIMESTAMP"),
    TIMESTAMP_9("TIMESTAMP(9)", "int64 %s (TIMESTAMP(NANOS,false))", "TIMESTAMP_NS"),
    /** {@link java.time.Instant}, as are the next two. */
    INSTANT_3("TIMESTAMP(3) WITH LOCAL TIME ZONE", "int64 %s (TIMESTAMP(MILLIS,true))", "TIMESTAMPTZ"),
    INSTANT_6("TIMESTAMP(6) WITH LOCAL TIME ZONE", "int64 %s (TIMESTAMP(MICROS,true))", "TIMESTAMPTZ"),
    INSTANT_9("TIMESTAMP(9) WITH LOCAL TIME ZONE", "int64 %s (TIMESTAMP(NANOS,true))", ""),
    /** {@link String}. */
    VARCHAR("VARCHAR", "binary %s (STRING)", "VARCHAR"),
    /** {@link org.apache.calcite.avatica.util.ByteString}. */
    VARBINARY("VARBINARY", "binary %s", "BLOB"),
    /** {@link java.util.UUID}. */
    UUID("UUID", "fixed_len_byte_array(16) %s (UUID)", "UUID");

    /** Those whose text is understood without a declaration. */
    static final List<ValueType> INFERRED =
            List.of(BOOLEAN, BIGINT, DOUBLE, DATE, TIME_6, TIMESTAMP_3, TIMESTAMP_9, INSTANT_6, VARCHAR);

    private final String sql;
    private final String parquet;
    private final String duckDb;

    ValueType(String sql, String parquet, String duckDb) {
        this.sql = sql;
        this.parquet = parquet;
        this.duckDb = duckDb;
    }

    /** As a model file declares it. */
    String sql() {
        return sql;
    }

    /** In the language of {@code MessageTypeParser}, with {@code %s} for the column's name. */
    String parquet() {
        return parquet;
    }

    /** DuckDB's type of the same values; empty where it has none that keeps them. */
    String duckDb() {
        return duckDb;
    }

    /** Digits of a second that values have; for DECIMAL, digits after the point. */
    int scale() {
        return switch (this) {
            case DECIMAL_9_2 -> 2;
            case DECIMAL_38_10 -> 10;
            case TIME_3, TIMESTAMP_3, INSTANT_3 -> 3;
            case DECIMAL_18_6, TIME_6, TIMESTAMP_6, INSTANT_6 -> 6;
            case TIME_9, TIMESTAMP_9, INSTANT_9 -> 9;
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL_38_0,
                    DATE,
                    VARCHAR,
                    VARBINARY,
                    UUID -> 0;
        };
    }
}
