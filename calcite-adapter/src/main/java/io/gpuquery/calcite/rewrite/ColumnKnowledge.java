package io.gpuquery.calcite.rewrite;

import io.gpuquery.calcite.table.DeviceTable;
import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.scan.ColumnStatistics;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.TableStatistics;
import java.math.BigDecimal;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a column's values, as numbers for estimates; NaN where it is not known.
 *
 * @param distinct how many different ones there are
 * @param nullShare the share of rows without one
 * @param min the least, in whole units: days of dates, seconds of times and timestamps
 * @param max the greatest
 */
record ColumnKnowledge(double distinct, double nullShare, double min, double max) {
    static final ColumnKnowledge NONE = new ColumnKnowledge(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    private static final double MILLIS = 1000;

    /** Of a column of a table, besides how many different values it has. */
    static ColumnKnowledge of(DeviceTable table, int column) {
        TableStatistics statistics;
        ColumnType type;
        try {
            statistics = table.statistics();
            type = table.schema().column(column).type();
        } catch (DataException e) {
            // Whoever reads it will hear why.
            return NONE;
        }
        ColumnStatistics known = statistics.column(column);
        Long distinct = known.distinctCount();
        Long nulls = known.nullCount();
        return new ColumnKnowledge(
                distinct == null ? Double.NaN : distinct,
                nulls == null || statistics.rowCount() == 0 ? Double.NaN : (double) nulls / statistics.rowCount(),
                number(known.min(), type),
                number(known.max(), type));
    }

    ColumnKnowledge withDistinct(double newDistinct) {
        return new ColumnKnowledge(newDistinct, nullShare, min, max);
    }

    private static double number(@Nullable Literal value, ColumnType type) {
        if (value instanceof Literal.OfDouble number) {
            return number.value();
        }
        double units = value instanceof Literal.OfLong number
                ? number.value()
                : value instanceof Literal.OfBigInteger number ? number.value().doubleValue() : Double.NaN;
        return switch (type.kind()) {
            case DECIMAL -> units / Math.pow(10, type.scale());
            case TIME, TIMESTAMP, TIMESTAMP_LTZ -> units / Math.pow(10, type.precision());
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DATE,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> units;
        };
    }

    /** A constant in the same units; NaN where it has none. */
    static double number(RexLiteral literal) {
        if (literal.isNull()) {
            return Double.NaN;
        }
        if (SqlTypeUtil.isNumeric(literal.getType())) {
            BigDecimal number = literal.getValueAs(BigDecimal.class);
            return number == null ? Double.NaN : number.doubleValue();
        }
        if (literal.getTypeName() == SqlTypeName.DATE) {
            Integer days = literal.getValueAs(Integer.class);
            return days == null ? Double.NaN : days;
        }
        boolean moment = literal.getTypeName() == SqlTypeName.TIMESTAMP
                || literal.getTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
        Long millis = moment ? literal.getValueAs(Long.class) : null;
        return millis == null ? Double.NaN : millis / MILLIS;
    }

    /** The share of the values that are less than a number, where they are spread evenly; NaN where that is not known. */
    double shareBelow(double number) {
        if (Double.isNaN(number) || Double.isNaN(min) || Double.isNaN(max)) {
            return Double.NaN;
        }
        if (number <= min) {
            return 0;
        }
        return number > max ? 1 : (number - min) / (max - min);
    }

    /** The share of rows that hold a value. */
    double valueShare() {
        return Double.isNaN(nullShare) ? 1 : 1 - nullShare;
    }
}
