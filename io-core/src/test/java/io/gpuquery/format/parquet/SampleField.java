package io.gpuquery.format.parquet;

import io.gpuquery.column.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;

/**
 * A column of test files: how it is declared, what type we read, and values with what we read for them.
 *
 * @param name of the column
 * @param declaration in the language of {@code MessageTypeParser}, with {@code %s} for the name
 * @param type what our reader makes of it
 * @param sample a value for a row
 */
record SampleField(String name, String declaration, ColumnType type, Function<Random, Sample> sample) {
    /** A value as parquet-java writes it, and as {@link ParquetTable#value} reads it. */
    record Sample(Writer writer, Object expected) {}

    /** Adds a value to a row. */
    interface Writer {
        void add(Group row, String name);
    }

    private static final long[] EDGES = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40, -(1L << 33)};

    /** One column of each type that the format has. */
    static List<SampleField> all() {
        return List.of(
                new SampleField("b", "boolean %s", ColumnType.BOOLEAN, r -> {
                    boolean value = r.nextBoolean();
                    return new Sample((row, name) -> row.add(name, value), value);
                }),
                integer("i8", "int32 %s (INTEGER(8,true))", ColumnType.TINYINT, 8),
                integer("i16", "int32 %s (INTEGER(16,true))", ColumnType.SMALLINT, 16),
                integer("i32", "int32 %s", ColumnType.INTEGER, 32),
                integer("i32c", "int32 %s (INT_32)", ColumnType.INTEGER, 32),
                integer("i64", "int64 %s", ColumnType.BIGINT, 64),
                unsigned("u8", "int32 %s (UINT_8)", ColumnType.SMALLINT, 8),
                unsigned("u16", "int32 %s (INTEGER(16,false))", ColumnType.INTEGER, 16),
                unsigned("u32", "int32 %s (INTEGER(32,false))", ColumnType.BIGINT, 32),
                new SampleField("u64", "int64 %s (INTEGER(64,false))", ColumnType.decimal(20, 0), r -> {
                    long value = number(r, 64);
                    return new Sample(
                            (row, name) -> row.add(name, value), new BigDecimal(Long.toUnsignedString(value)));
                }),
                new SampleField("f", "float %s", ColumnType.REAL, r -> {
                    float value = (float) real(r);
                    return new Sample((row, name) -> row.add(name, value), (double) value);
                }),
                new SampleField("d", "double %s", ColumnType.DOUBLE, r -> {
                    double value = real(r);
                    return new Sample((row, name) -> row.add(name, value), value);
                }),
                new SampleField("f16", "fixed_len_byte_array(2) %s (FLOAT16)", ColumnType.REAL, r -> {
                    float value = r.nextInt(2049) / 64f * (r.nextBoolean() ? 1 : -1);
                    return new Sample(
                            (row, name) -> row.add(name, Binary.fromConstantByteArray(half(value))), (double) value);
                }),
                decimal("d9", "int32 %s (DECIMAL(9,2))", 9, 2, Physical.INT32),
                decimal("d18", "int64 %s (DECIMAL(18,4))", 18, 4, Physical.INT64),
                decimal("d18f", "fixed_len_byte_array(8) %s (DECIMAL(18,3))", 18, 3, Physical.FIXED_8),
                decimal("d12b", "binary %s (DECIMAL(12,2))", 12, 2, Physical.BINARY),
                decimal("d38f", "fixed_len_byte_array(16) %s (DECIMAL(38,10))", 38, 10, Physical.FIXED_16),
                decimal("d30b", "binary %s (DECIMAL(30,5))", 30, 5, Physical.BINARY),
                integer("date", "int32 %s (DATE)", ColumnType.DATE, 21),
                time("t3", "int32 %s (TIME(MILLIS,true))", ColumnType.time(3), 86_400_000L),
                time("t6", "int64 %s (TIME(MICROS,false))", ColumnType.time(6), 86_400_000_000L),
                time("t9", "int64 %s (TIME(NANOS,true))", ColumnType.time(9), 86_400_000_000_000L),
                integer("ts3", "int64 %s (TIMESTAMP(MILLIS,false))", ColumnType.timestamp(3), 48),
                integer("ts6", "int64 %s (TIMESTAMP(MICROS,false))", ColumnType.timestamp(6), 58),
                integer("ts9", "int64 %s (TIMESTAMP(NANOS,false))", ColumnType.timestamp(9), 64),
                integer("tz3", "int64 %s (TIMESTAMP(MILLIS,true))", ColumnType.timestampLtz(3), 48),
                integer("tz6", "int64 %s (TIMESTAMP_MICROS)", ColumnType.timestampLtz(6), 58),
                integer("tz9", "int64 %s (TIMESTAMP(NANOS,true))", ColumnType.timestampLtz(9), 64),
                new SampleField("i96", "int96 %s", ColumnType.timestamp(6), r -> {
                    int day = 2_440_588 + r.nextInt(2_000_000) - 1_000_000;
                    long nanos = r.nextLong(86_400_000_000_000L);
                    byte[] bytes = ByteBuffer.allocate(12)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(nanos)
                            .putInt(day)
                            .array();
                    return new Sample(
                            (row, name) -> row.add(name, Binary.fromConstantByteArray(bytes)),
                            (day - 2_440_588) * 86_400_000_000L + nanos / 1000);
                }),
                text("s", "binary %s (STRING)"),
                text("su", "binary %s (UTF8)"),
                text("e", "binary %s (ENUM)"),
                new SampleField("j", "binary %s (JSON)", ColumnType.VARCHAR, r -> {
                    String value = "{\"key\": " + r.nextInt(1000) + "}";
                    return new Sample((row, name) -> row.add(name, Binary.fromString(value)), value);
                }),
                bytes("v", "binary %s", 0),
                bytes("v5", "fixed_len_byte_array(5) %s", 5),
                bytes("iv", "fixed_len_byte_array(12) %s (INTERVAL)", 12),
                new SampleField("u", "fixed_len_byte_array(16) %s (UUID)", ColumnType.UUID, r -> {
                    UUID value = new UUID(number(r, 64), number(r, 64));
                    byte[] bytes = ByteBuffer.allocate(16)
                            .putLong(value.getMostSignificantBits())
                            .putLong(value.getLeastSignificantBits())
                            .array();
                    return new Sample((row, name) -> row.add(name, Binary.fromConstantByteArray(bytes)), value);
                }));
    }

    private enum Physical {
        INT32,
        INT64,
        FIXED_8,
        FIXED_16,
        BINARY
    }

    /** Signed numbers of so many bits; edges are frequent. */
    private static long number(Random random, int bits) {
        long value = random.nextInt(8) == 0 ? EDGES[random.nextInt(EDGES.length)] : random.nextLong();
        // Half of them repeat, so that dictionaries are worth their while.
        return (random.nextBoolean() ? value % 10 : value) << (64 - bits) >> (64 - bits);
    }

    private static SampleField integer(String name, String declaration, ColumnType type, int bits) {
        boolean narrow = declaration.startsWith("int32");
        return new SampleField(name, declaration, type, random -> {
            long value = number(random, bits);
            return new Sample(narrow ? (row, n) -> row.add(n, (int) value) : (row, n) -> row.add(n, value), value);
        });
    }

    private static SampleField unsigned(String name, String declaration, ColumnType type, int bits) {
        return new SampleField(name, declaration, type, random -> {
            long value = number(random, bits) & (-1L >>> (64 - bits));
            return new Sample((row, n) -> row.add(n, (int) value), value);
        });
    }

    private static SampleField time(String name, String declaration, ColumnType type, long perDay) {
        boolean narrow = declaration.startsWith("int32");
        return new SampleField(name, declaration, type, random -> {
            long value = random.nextLong(perDay);
            return new Sample(narrow ? (row, n) -> row.add(n, (int) value) : (row, n) -> row.add(n, value), value);
        });
    }

    private static double real(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> Double.NaN;
            case 1 -> -0.0;
            case 2 -> 0.0;
            case 3 -> Double.POSITIVE_INFINITY;
            case 4 -> Double.NEGATIVE_INFINITY;
            case 5 -> Double.MIN_VALUE;
            case 6 -> 1;
            default -> (random.nextDouble() - 0.5) * 1e6;
        };
    }

    /** Exact for what the caller gives: few digits. */
    private static byte[] half(float value) {
        int bits = Float.floatToRawIntBits(value);
        int exponent = (bits >>> 23 & 255) - 127 + 15;
        int half = value == 0 ? 0 : exponent << 10 | (bits & 0x7fffff) >>> 13;
        half |= bits >>> 16 & 0x8000;
        return new byte[] {(byte) half, (byte) (half >>> 8)};
    }

    private static SampleField decimal(String name, String declaration, int precision, int scale, Physical physical) {
        BigInteger bound = BigInteger.TEN.pow(precision);
        return new SampleField(name, declaration, ColumnType.decimal(precision, scale), random -> {
            BigInteger unscaled = switch (random.nextInt(6)) {
                case 0 -> bound.subtract(BigInteger.ONE);
                case 1 -> bound.negate().add(BigInteger.ONE);
                case 2 -> BigInteger.valueOf(random.nextInt(5) - 2);
                default -> new BigInteger(128, random).mod(bound).subtract(bound.shiftRight(1));
            };
            Writer writer = switch (physical) {
                case INT32 -> (row, n) -> row.add(n, unscaled.intValueExact());
                case INT64 -> (row, n) -> row.add(n, unscaled.longValueExact());
                case FIXED_8 -> (row, n) -> row.add(n, Binary.fromConstantByteArray(padded(unscaled, 8)));
                case FIXED_16 -> (row, n) -> row.add(n, Binary.fromConstantByteArray(padded(unscaled, 16)));
                case BINARY -> (row, n) -> row.add(n, Binary.fromConstantByteArray(unscaled.toByteArray()));
            };
            return new Sample(writer, new BigDecimal(unscaled, scale));
        });
    }

    private static byte[] padded(BigInteger value, int lengthBytes) {
        byte[] shortest = value.toByteArray();
        byte[] padded = new byte[lengthBytes];
        java.util.Arrays.fill(padded, (byte) (value.signum() < 0 ? -1 : 0));
        System.arraycopy(shortest, 0, padded, lengthBytes - shortest.length, shortest.length);
        return padded;
    }

    private static SampleField text(String name, String declaration) {
        return new SampleField(name, declaration, ColumnType.VARCHAR, random -> {
            String value = switch (random.nextInt(6)) {
                case 0 -> "";
                case 1 -> "häßlich 𝄞 €" + random.nextInt(3);
                case 2 -> "x".repeat(random.nextInt(40));
                default -> "common prefix " + random.nextInt(20);
            };
            return new Sample(
                    (row, n) -> row.add(n, Binary.fromConstantByteArray(value.getBytes(StandardCharsets.UTF_8))),
                    value);
        });
    }

    private static SampleField bytes(String name, String declaration, int lengthBytes) {
        return new SampleField(name, declaration, ColumnType.VARBINARY, random -> {
            byte[] value = new byte[lengthBytes == 0 ? random.nextInt(30) : lengthBytes];
            if (random.nextBoolean()) {
                random.nextBytes(value);
            }
            return new Sample(
                    (row, n) -> row.add(n, Binary.fromConstantByteArray(value)),
                    HexFormat.of().formatHex(value));
        });
    }
}
