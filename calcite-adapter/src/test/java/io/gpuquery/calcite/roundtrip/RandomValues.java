package io.gpuquery.calcite.roundtrip;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;

/** Values of every type: its extremes, values that repeat, and any others. */
record RandomValues(Random random) {
    private static final List<Double> DOUBLES = List.of(
            0.0,
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.MIN_VALUE,
            Double.MIN_NORMAL,
            0.1,
            1e22,
            9007199254740991.0);
    private static final List<Float> FLOATS = List.of(
            0f,
            -0f,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.MIN_VALUE,
            0.1f,
            16777216f);
    private static final List<LocalDate> DATES = List.of(
            LocalDate.of(1, 1, 1),
            LocalDate.of(1582, 10, 4),
            LocalDate.of(1582, 10, 10),
            LocalDate.of(1582, 10, 15),
            LocalDate.of(1900, 2, 28),
            LocalDate.of(1969, 12, 31),
            LocalDate.EPOCH,
            LocalDate.of(2024, 2, 29),
            LocalDate.of(2024, 3, 31),
            LocalDate.of(9999, 12, 31));
    private static final List<LocalTime> TIMES = List.of(
            LocalTime.MIDNIGHT,
            LocalTime.NOON,
            LocalTime.of(2, 30),
            LocalTime.of(0, 0, 0, 1),
            LocalTime.of(23, 59, 59, 999_999_999));
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            " leading and trailing ",
            "\t",
            "a",
            "ab",
            "abc%_\\",
            "null",
            "NULL",
            "true",
            "00123",
            "it's",
            "\"",
            "\"\"",
            "a,b;c|d\te",
            "line\nbreak",
            "line\r\nbreak",
            "\r",
            "\n",
            "Zürich",
            "Zu\u0308rich",
            "東京",
            "😀",
            "👩\u200d💻",
            "שלום",
            "مرحبا",
            "\u202eabc",
            "\uFFFD",
            "\uFEFFbom",
            "{\"a\": [1, null]}",
            "\\u0041\\n",
            "#comment",
            "--",
            "=1+1");

    /** A value of a type, never null. */
    Object value(ValueType type) {
        return switch (type) {
            case BOOLEAN -> random.nextBoolean();
            case TINYINT -> (byte) integer(Byte.SIZE);
            case SMALLINT -> (short) integer(Short.SIZE);
            case INTEGER -> (int) integer(Integer.SIZE);
            case BIGINT -> integer(Long.SIZE);
            case REAL -> random.nextBoolean() ? pick(FLOATS) : (Object) Float.intBitsToFloat(random.nextInt());
            case DOUBLE -> random.nextBoolean() ? pick(DOUBLES) : (Object) Double.longBitsToDouble(random.nextLong());
            case DECIMAL_9_2 -> decimal(9, type.scale());
            case DECIMAL_18_6 -> decimal(18, type.scale());
            case DECIMAL_38_10, DECIMAL_38_0 -> decimal(38, type.scale());
            case DATE -> date();
            case TIME_3, TIME_6, TIME_9 -> time(type.scale());
            case TIMESTAMP_3, TIMESTAMP_6, TIMESTAMP_9 -> timestamp(type.scale());
            case INSTANT_3, INSTANT_6, INSTANT_9 -> timestamp(type.scale()).toInstant(ZoneOffset.UTC);
            case VARCHAR -> text();
            case VARBINARY -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                yield new ByteString(bytes);
            }
            case UUID -> random.nextInt(4) == 0 ? new UUID(0, 1) : new UUID(random.nextLong(), random.nextLong());
        };
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private long integer(int bits) {
        long most = -1L >>> (Long.SIZE - bits + 1);
        return switch (random.nextInt(6)) {
            case 0 -> most;
            case 1 -> -most - 1;
            case 2 -> random.nextInt(7) - 3;
            default -> random.nextLong() >> (Long.SIZE - bits);
        };
    }

    private BigDecimal decimal(int precision, int scale) {
        BigInteger bound = BigInteger.TEN.pow(precision);
        BigInteger unscaled = switch (random.nextInt(6)) {
            case 0 -> bound.subtract(BigInteger.ONE);
            case 1 -> BigInteger.ONE.subtract(bound);
            case 2 -> BigInteger.valueOf(random.nextInt(7) - 3);
            default -> new BigInteger(140, random).mod(bound).multiply(BigInteger.valueOf(random.nextInt(3) - 1));
        };
        return new BigDecimal(unscaled, scale);
    }

    private LocalDate date() {
        return random.nextBoolean() ? pick(DATES) : LocalDate.of(1, 1, 1).plusDays(random.nextInt(3_652_059));
    }

    private LocalTime time(int digits) {
        LocalTime time =
                random.nextInt(3) == 0 ? pick(TIMES) : LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L));
        long unit = (long) Math.pow(10, 9 - digits);
        return LocalTime.ofNanoOfDay(time.toNanoOfDay() / unit * unit);
    }

    private LocalDateTime timestamp(int digits) {
        LocalTime time = time(digits);
        // 64 bits of nanoseconds reach from 1677 to 2262.
        return digits == 9
                ? LocalDate.of(1678, 1, 1).plusDays(random.nextInt(213_000)).atTime(time)
                : date().atTime(time);
    }

    /** Half of them are few. */
    String text() {
        if (random.nextInt(200) == 0) {
            return "long 長い \" ".repeat(random.nextInt(9000)) + random.nextInt();
        }
        if (random.nextInt(3) != 0) {
            return pick(TEXTS);
        }
        StringBuilder text = new StringBuilder();
        for (int words = random.nextInt(5); words > 0; words--) {
            text.append(pick(TEXTS));
        }
        return text.toString();
    }
}
