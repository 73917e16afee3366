package io.gpuquery.format.parquet.variant;

import io.gpuquery.format.parquet.encoding.PageException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;

/** Single values as JSON. Source: VariantEncoding.md, "Conversion to JSON". */
final class ScalarJson {
    private static final long[] NANOS_OF_DIGITS = {
        1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1
    };

    private static final List<DateTimeFormatter> TIMES = List.of(
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS"),
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS"),
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSSSSS"));

    private ScalarJson() {}

    /** A number that JSON does not have is a string. */
    static void number(JsonText out, String number, boolean finite) {
        if (finite) {
            out.append(number);
        } else {
            out.appendQuoted(number);
        }
    }

    static void number(JsonText out, double value) {
        number(out, Double.toString(value), Double.isFinite(value));
    }

    static void number(JsonText out, float value) {
        number(out, Float.toString(value), Float.isFinite(value));
    }

    static void decimal(JsonText out, BigInteger unscaled, int scale) {
        out.append(new BigDecimal(unscaled, scale).toPlainString());
    }

    static void date(JsonText out, long days) {
        out.appendQuoted(LocalDate.ofEpochDay(days).toString());
    }

    /** Takes digits of the second: 3, 6 or 9. */
    static void time(JsonText out, long units, int digits) {
        long nanos = NANOS_OF_DIGITS[digits];
        if (units < 0 || units >= 86_400 * (1_000_000_000 / nanos)) {
            throw PageException.damaged("a VARIANT with a time " + units + " units from midnight");
        }
        out.appendQuoted(LocalTime.ofNanoOfDay(units * nanos).format(TIMES.get(digits / 3 - 1)));
    }

    static void timestamp(JsonText out, long units, int digits, boolean instant) {
        long nanos = NANOS_OF_DIGITS[digits];
        long unitsOfSecond = 1_000_000_000 / nanos;
        LocalDateTime time = LocalDateTime.ofEpochSecond(
                Math.floorDiv(units, unitsOfSecond),
                (int) (Math.floorMod(units, unitsOfSecond) * nanos),
                ZoneOffset.UTC);
        out.append('"');
        out.append(time.toLocalDate().toString());
        out.append('T');
        out.append(time.toLocalTime().format(TIMES.get(digits / 3 - 1)));
        out.append(instant ? "+00:00\"" : "\"");
    }

    static void binary(JsonText out, byte[] value) {
        out.appendQuoted(Base64.getEncoder().encodeToString(value));
    }
}
