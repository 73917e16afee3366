package io.gpuquery.calcite.rel;

import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanPredicate;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Predicates of a scan as SQL, for EXPLAIN. Different predicates have different texts. */
final class PredicateText {
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z_0-9$]*");
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int NANO_DIGITS = 9;

    private final TableSchema schema;

    PredicateText(TableSchema schema) {
        this.schema = schema;
    }

    /** The name of a column, quoted if it has to be. */
    String column(int index) {
        String name = schema.column(index).name();
        return PLAIN_NAME.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    String of(ScanPredicate predicate) {
        if (predicate instanceof ScanPredicate.Comparison comparison) {
            return column(comparison.column()) + " " + comparison.operator().sql() + " "
                    + literal(comparison.column(), comparison.literal());
        }
        if (predicate instanceof ScanPredicate.NullTest test) {
            return column(test.column()) + (test.negated() ? " IS NOT NULL" : " IS NULL");
        }
        if (predicate instanceof ScanPredicate.In in) {
            return in.literals().stream()
                    .map(literal -> literal(in.column(), literal))
                    .collect(Collectors.joining(", ", column(in.column()) + " IN (", ")"));
        }
        if (predicate instanceof ScanPredicate.And and) {
            return joined(and.operands(), " AND ");
        }
        return joined(((ScanPredicate.Or) predicate).operands(), " OR ");
    }

    private String joined(List<ScanPredicate> operands, String word) {
        return operands.stream().map(this::of).collect(Collectors.joining(word, "(", ")"));
    }

    private String literal(int column, Literal literal) {
        ColumnType type = schema.column(column).type();
        if (literal instanceof Literal.OfLong constant) {
            return ofLong(type, constant.value());
        }
        if (literal instanceof Literal.OfBigInteger constant) {
            return ofBigInteger(type, constant.value());
        }
        if (literal instanceof Literal.OfDouble constant) {
            return Double.toString(constant.value());
        }
        byte[] bytes = ((Literal.OfBytes) literal).value();
        return switch (type.kind()) {
            case VARBINARY -> "X'" + HexFormat.of().withUpperCase().formatHex(bytes) + "'";
            case UUID -> {
                ByteBuffer halves = ByteBuffer.wrap(bytes);
                yield "UUID '" + new UUID(halves.getLong(), halves.getLong()) + "'";
            }
            case VARCHAR,
                    BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ -> "'" + new String(bytes, StandardCharsets.UTF_8).replace("'", "''") + "'";
        };
    }

    private static String ofLong(ColumnType type, long value) {
        return switch (type.kind()) {
            case BOOLEAN -> value == 0 ? "FALSE" : "TRUE";
            case DECIMAL -> ofBigInteger(type, BigInteger.valueOf(value));
            case DATE -> "DATE '" + LocalDate.ofEpochDay(value) + "'";
            case TIME -> "TIME '" + LocalTime.ofNanoOfDay(value * nanosPerUnit(type)) + "'";
            case TIMESTAMP -> "TIMESTAMP '" + timestamp(type, value) + "'";
            case TIMESTAMP_LTZ -> "TIMESTAMP WITH LOCAL TIME ZONE '" + timestamp(type, value) + "Z'";
            case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, VARCHAR, VARBINARY, UUID -> Long.toString(value);
        };
    }

    private static String ofBigInteger(ColumnType type, BigInteger unscaled) {
        return new BigDecimal(unscaled, type.scale()).toPlainString();
    }

    private static String timestamp(ColumnType type, long units) {
        long unitsPerSecond = NANOS_PER_SECOND / nanosPerUnit(type);
        long nanos = Math.floorMod(units, unitsPerSecond) * nanosPerUnit(type);
        return Instant.ofEpochSecond(Math.floorDiv(units, unitsPerSecond), nanos)
                .atOffset(ZoneOffset.UTC)
                .toLocalDateTime()
                .toString()
                .replace('T', ' ');
    }

    private static long nanosPerUnit(ColumnType type) {
        return BigInteger.TEN.pow(NANO_DIGITS - type.precision()).longValueExact();
    }
}
