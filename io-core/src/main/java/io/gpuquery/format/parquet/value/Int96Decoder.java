package io.gpuquery.format.parquet.value;

import io.gpuquery.format.parquet.encoding.ByteValues;
import io.gpuquery.format.parquet.encoding.LittleEndian;
import io.gpuquery.format.parquet.encoding.PageException;
import io.gpuquery.format.parquet.encoding.ValueDecoder;

/**
 * The timestamps of Impala, Hive and older Spark: eight bytes of nanoseconds of the day, four bytes of the Julian day.
 * As microseconds since 1970, which hold more than the years 0 to 9999; nanoseconds would end in 2262.
 */
final class Int96Decoder implements ValueDecoder {
    private static final long JULIAN_DAY_OF_1970 = 2_440_588;
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final int DAY_OFFSET = 8;

    private final ValueDecoder written;
    private final ByteValues values = new ByteValues();

    Int96Decoder(ValueDecoder written) {
        this.written = written;
    }

    @Override
    public void readLongs(long[] target, int offset, int count) {
        int done = 0;
        while (done < count) {
            int read = written.readBytes(values, count - done);
            for (int i = 0; i < read; i++) {
                target[offset + done + i] = micros(values.bytes, values.offsets[i]);
            }
            done += read;
        }
    }

    private static long micros(byte[] bytes, int at) {
        long nanosOfDay = LittleEndian.getLong(bytes, at);
        int julianDay = LittleEndian.getInt(bytes, at + DAY_OFFSET);
        try {
            return Math.addExact(
                    Math.multiplyExact(julianDay - JULIAN_DAY_OF_1970, MICROS_PER_DAY),
                    Math.floorDiv(nanosOfDay, 1000L));
        } catch (ArithmeticException e) {
            throw PageException.damaged("the INT96 timestamp of Julian day " + julianDay
                    + " is outside what a TIMESTAMP in microseconds holds");
        }
    }
}
