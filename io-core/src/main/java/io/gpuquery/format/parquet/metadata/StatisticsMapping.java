package io.gpuquery.format.parquet.metadata;

import io.gpuquery.column.ColumnType;
import io.gpuquery.column.ColumnType.Kind;
import io.gpuquery.format.parquet.metadata.ParquetFooter.ColumnChunk;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.scan.ColumnFacts;
import io.gpuquery.scan.ColumnRange;
import io.gpuquery.scan.ColumnStatistics;
import io.gpuquery.scan.DistinctValues;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.LiteralOrder;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * What a column chunk's statistics say that can be relied on. Source: parquet.thrift, "Statistics" and "ColumnOrder".
 *
 * <p>Left out: bounds of a column whose order is not defined ({@code column_orders}); the older {@code min} and {@code
 * max} of unsigned integers, texts and decimals in bytes, which writers compared as signed bytes; NaN; everything of INT96, UUID and
 * plain bytes. Bounds of texts that may be cut rule out rows, but are no values.
 */
final class StatisticsMapping {
    private final LeafColumn column;
    private final boolean ordered;

    /** Takes ordered: whether the file says that the column is in the order that its type defines. */
    StatisticsMapping(LeafColumn column, boolean ordered) {
        this.column = column;
        this.ordered = ordered;
    }

    /** What is known of all values of a chunk; bounds of texts may be cut. */
    ColumnFacts facts(@Nullable Statistics statistics, long valueCount) {
        Kind kind = column.type().kind();
        boolean floating = kind == Kind.REAL || kind == Kind.DOUBLE;
        if (statistics == null) {
            Long nulls = column.nullable() ? null : 0L;
            return new ColumnFacts(new ColumnRange(valueCount, nulls, null, null, floating), false, false);
        }
        long nullCount = statistics.getNull_count();
        Long nulls = null;
        if (!column.nullable()) {
            nulls = 0L;
        } else if (statistics.isSetNull_count() && nullCount >= 0 && nullCount <= valueCount) {
            nulls = nullCount;
        }
        boolean mayHoldNan = floating && !(statistics.isSetNan_count() && statistics.getNan_count() == 0);
        Literal min = literal(minBytes(statistics));
        Literal max = literal(maxBytes(statistics));
        Integer order = min == null || max == null ? null : LiteralOrder.compare(min, max);
        if (min == null || max == null || order == null || order > 0) {
            return new ColumnFacts(new ColumnRange(valueCount, nulls, null, null, mayHoldNan), false, false);
        }
        ColumnRange range = new ColumnRange(valueCount, nulls, min, max, mayHoldNan);
        return new ColumnFacts(range, isMinExact(statistics, min), !mayHoldNan && isMaxExact(statistics, max));
    }

    /** The nulls and, as far as they are whole, the bounds of a chunk of which that is known. */
    ColumnStatistics of(@Nullable Statistics statistics, ColumnFacts facts) {
        Long distinct = null;
        if (statistics != null && statistics.isSetDistinct_count()) {
            long count = statistics.getDistinct_count();
            distinct = count >= 0 && count <= facts.range().rowCount() ? (Long) count : null;
        }
        ColumnRange range = facts.range();
        boolean cut = isText() && !(facts.minExact() && facts.maxExact());
        return new ColumnStatistics(range.nullCount(), cut ? null : range.min(), cut ? null : range.max(), distinct);
    }

    /** Zeros lose their signs on the way into statistics; numbers are not cut, and bytes only where nobody says that they are whole. */
    private boolean isMinExact(Statistics statistics, Literal min) {
        if (ordered && statistics.isSetMin_value()) {
            boolean said = statistics.isSetIs_min_value_exact();
            return (said ? statistics.isIs_min_value_exact() : !isText()) && !isZero(min);
        }
        return !(min instanceof Literal.OfDouble);
    }

    private boolean isMaxExact(Statistics statistics, Literal max) {
        if (ordered && statistics.isSetMax_value()) {
            boolean said = statistics.isSetIs_max_value_exact();
            return (said ? statistics.isIs_max_value_exact() : !isText()) && !isZero(max);
        }
        return !(max instanceof Literal.OfDouble);
    }

    private static boolean isZero(Literal bound) {
        return bound instanceof Literal.OfDouble number && number.value() == 0;
    }

    /** The statistics of all row groups together. */
    static ColumnStatistics merge(List<ColumnChunk> chunks) {
        Long nullCount = 0L;
        Literal min = null;
        Literal max = null;
        boolean bounded = true;
        DistinctValues distinct = new DistinctValues();
        for (ColumnChunk chunk : chunks) {
            ColumnStatistics part = chunk.statistics();
            nullCount = nullCount == null || part.nullCount() == null ? null : nullCount + part.nullCount();
            if (part.nullCount() != null && part.nullCount() == chunk.valueCount()) {
                continue;
            }
            distinct.add(part, chunk.valueCount());
            Literal partMin = part.min();
            Literal partMax = part.max();
            if (partMin == null || partMax == null) {
                bounded = false;
            } else {
                min = min == null || isBefore(partMin, min) ? partMin : min;
                max = max == null || isBefore(max, partMax) ? partMax : max;
            }
        }
        return new ColumnStatistics(nullCount, bounded ? min : null, bounded ? max : null, distinct.estimate(true));
    }

    private static boolean isBefore(Literal left, Literal right) {
        Integer order = LiteralOrder.compare(left, right);
        return order != null && order < 0;
    }

    private byte @Nullable [] minBytes(Statistics statistics) {
        if (ordered && statistics.isSetMin_value()) {
            return statistics.getMin_value();
        }
        return isSignedNumber() && statistics.isSetMin() ? statistics.getMin() : null;
    }

    private byte @Nullable [] maxBytes(Statistics statistics) {
        if (ordered && statistics.isSetMax_value()) {
            return statistics.getMax_value();
        }
        return isSignedNumber() && statistics.isSetMax() ? statistics.getMax() : null;
    }

    private boolean isText() {
        return column.physicalType() == Type.BYTE_ARRAY;
    }

    private boolean isSignedNumber() {
        return !column.unsigned()
                && switch (column.physicalType()) {
                    case BOOLEAN, INT32, INT64, FLOAT, DOUBLE -> true;
                    case INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> false;
                };
    }

    /** A bound; null where it is none that predicates could be compared with. */
    @Nullable
    Literal literal(byte @Nullable [] bytes) {
        if (bytes == null || !hasLengthOfAValue(bytes.length)) {
            return null;
        }
        ByteBuffer value = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (column.physicalType()) {
            case BOOLEAN -> new Literal.OfLong(bytes[0] & 1);
            case INT32 ->
                new Literal.OfLong(column.unsigned() ? Integer.toUnsignedLong(value.getInt()) : value.getInt());
            case INT64 ->
                column.unsigned()
                        ? new Literal.OfBigInteger(new BigInteger(Long.toUnsignedString(value.getLong())))
                        : new Literal.OfLong(value.getLong());
            case FLOAT -> number(value.getFloat());
            case DOUBLE -> number(value.getDouble());
            case INT96 -> null;
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> ofBytes(bytes);
        };
    }

    private boolean hasLengthOfAValue(int lengthBytes) {
        return switch (column.physicalType()) {
            case BOOLEAN -> lengthBytes == 1;
            case INT32, FLOAT -> lengthBytes == Integer.BYTES;
            case INT64, DOUBLE -> lengthBytes == Long.BYTES;
            case INT96 -> false;
            case BYTE_ARRAY -> true;
            case FIXED_LEN_BYTE_ARRAY -> lengthBytes == column.typeLengthBytes();
        };
    }

    private @Nullable Literal ofBytes(byte[] bytes) {
        Kind kind = column.type().kind();
        if (kind == Kind.VARCHAR) {
            return new Literal.OfBytes(bytes);
        }
        if (kind == Kind.REAL) {
            return number(HalfFloat.toFloat((short) ((bytes[0] & 0xff) | (bytes[1] << 8))));
        }
        if (kind != Kind.DECIMAL || bytes.length == 0) {
            return null;
        }
        BigInteger unscaled = new BigInteger(bytes);
        if (column.type().precision() > ColumnType.MAX_LONG_DECIMAL_PRECISION) {
            return new Literal.OfBigInteger(unscaled);
        }
        return unscaled.bitLength() < Long.SIZE ? new Literal.OfLong(unscaled.longValue()) : null;
    }

    private static @Nullable Literal number(double value) {
        return Double.isNaN(value) ? null : new Literal.OfDouble(value);
    }
}
