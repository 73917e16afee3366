package io.gpuquery.format.parquet;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.ColumnType.Kind;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Predicates evaluated on plain Java values, as {@link ParquetTable} gives them: what pruned scans are compared with. */
final class RowPredicates {
    private RowPredicates() {}

    static Literal literal(Object value, ColumnType type) {
        if (value instanceof Boolean flag) {
            return new Literal.OfLong(flag ? 1 : 0);
        }
        if (value instanceof Long number) {
            return new Literal.OfLong(number);
        }
        if (value instanceof Double number) {
            return new Literal.OfDouble(number);
        }
        if (value instanceof BigDecimal decimal) {
            BigInteger unscaled = decimal.unscaledValue();
            return type.precision() > ColumnType.MAX_LONG_DECIMAL_PRECISION
                    ? new Literal.OfBigInteger(unscaled)
                    : new Literal.OfLong(unscaled.longValueExact());
        }
        return new Literal.OfBytes(bytes(value, type));
    }

    private static byte[] bytes(Object value, ColumnType type) {
        if (value instanceof UUID uuid) {
            return ByteBuffer.allocate(16)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .array();
        }
        return type.kind() == Kind.VARBINARY
                ? HexFormat.of().parseHex((String) value)
                : ((String) value).getBytes(StandardCharsets.UTF_8);
    }

    static boolean holds(ScanPredicate predicate, List<@Nullable Object> row, TableSchema schema) {
        if (predicate instanceof ScanPredicate.And and) {
            return and.operands().stream().allMatch(operand -> holds(operand, row, schema));
        }
        if (predicate instanceof ScanPredicate.Or or) {
            return or.operands().stream().anyMatch(operand -> holds(operand, row, schema));
        }
        if (predicate instanceof ScanPredicate.OfField field) {
            Object value = row.get(field.column());
            ColumnDefinition definition = schema.column(field.column());
            for (int index : field.path()) {
                value = value == null ? null : ((List<?>) value).get(index);
                definition = definition.type().fields().get(index);
            }
            return holds(field.test(), Collections.singletonList(value), new TableSchema(List.of(definition)));
        }
        if (predicate instanceof ScanPredicate.NullTest test) {
            return (row.get(test.column()) == null) != test.negated();
        }
        if (predicate instanceof ScanPredicate.In in) {
            return in.literals().stream()
                    .anyMatch(literal -> holds(
                            Operator.EQ,
                            row.get(in.column()),
                            literal,
                            schema.column(in.column()).type()));
        }
        ScanPredicate.Comparison comparison = (ScanPredicate.Comparison) predicate;
        return holds(
                comparison.operator(),
                row.get(comparison.column()),
                comparison.literal(),
                schema.column(comparison.column()).type());
    }

    private static boolean holds(Operator operator, @Nullable Object value, Literal literal, ColumnType type) {
        if (value == null) {
            return false;
        }
        if (value instanceof Double left) {
            double right = ((Literal.OfDouble) literal).value();
            return switch (operator) {
                case EQ -> left == right;
                case NE -> left != right;
                case LT -> left < right;
                case LE -> left <= right;
                case GT -> left > right;
                case GE -> left >= right;
            };
        }
        int order = literal instanceof Literal.OfBytes other
                ? Arrays.compareUnsigned(bytes(value, type), other.value())
                : integer(literal(value, type)).compareTo(integer(literal));
        return switch (operator) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
        };
    }

    private static BigInteger integer(Literal literal) {
        return literal instanceof Literal.OfBigInteger big
                ? big.value()
                : BigInteger.valueOf(((Literal.OfLong) literal).value());
    }
}
