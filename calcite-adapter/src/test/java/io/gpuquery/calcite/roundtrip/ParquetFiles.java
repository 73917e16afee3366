package io.gpuquery.calcite.roundtrip;

import io.gpuquery.testing.ParquetCodecs;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;

/** Writes tables by parquet-java, with a codec, pages and row groups of any kind. */
final class ParquetFiles {
    private static final List<CompressionCodecName> CODECS = List.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.GZIP,
            CompressionCodecName.ZSTD,
            CompressionCodecName.LZ4_RAW);
    private static final int DECIMAL_BYTES = 16;

    private ParquetFiles() {}

    static void write(RandomTable table, Path file, Random random) throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType(table.columns().stream()
                .map(column -> (column.nullable() ? "optional " : "required ")
                        + column.type().parquet().formatted(column.name()) + ";")
                .collect(Collectors.joining("\n", "message random {\n", "}")));
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration(Map.of()))
                .withCodecFactory(new ParquetCodecs())
                .withCompressionCodec(CODECS.get(random.nextInt(CODECS.size())))
                .withWriterVersion(
                        random.nextBoolean()
                                ? ParquetProperties.WriterVersion.PARQUET_1_0
                                : ParquetProperties.WriterVersion.PARQUET_2_0)
                .withDictionaryEncoding(random.nextBoolean())
                .withByteStreamSplitEncoding(random.nextInt(4) == 0)
                .withPageSize(random.nextBoolean() ? 200 : 1 << 20)
                .withPageRowCountLimit(random.nextBoolean() ? 7 : 20_000)
                .withRowGroupSize(random.nextBoolean() ? 4_000L : 1L << 27)
                .withMinRowCountForPageSizeCheck(1)
                .withType(schema)
                .build()) {
            for (List<@Nullable Object> row : table.rows()) {
                Group group = new SimpleGroup(schema);
                for (int i = 0; i < row.size(); i++) {
                    Object value = row.get(i);
                    if (value != null) {
                        add(group, i, table.columns().get(i).type(), value);
                    }
                }
                writer.write(group);
            }
        }
    }

    private static void add(Group group, int field, ValueType type, Object value) {
        switch (type) {
            case BOOLEAN -> group.add(field, (Boolean) value);
            case TINYINT, SMALLINT, INTEGER -> group.add(field, ((Number) value).intValue());
            case BIGINT -> group.add(field, (Long) value);
            case REAL -> group.add(field, (Float) value);
            case DOUBLE -> group.add(field, (Double) value);
            case DECIMAL_9_2 ->
                group.add(field, ((BigDecimal) value).unscaledValue().intValueExact());
            case DECIMAL_18_6 ->
                group.add(field, ((BigDecimal) value).unscaledValue().longValueExact());
            case DECIMAL_38_10 -> group.add(field, Binary.fromConstantByteArray(padded((BigDecimal) value)));
            case DECIMAL_38_0 ->
                group.add(
                        field,
                        Binary.fromConstantByteArray(
                                ((BigDecimal) value).unscaledValue().toByteArray()));
            case DATE -> group.add(field, Math.toIntExact(((LocalDate) value).toEpochDay()));
            case TIME_3 -> group.add(field, Math.toIntExact(((LocalTime) value).toNanoOfDay() / 1_000_000));
            case TIME_6 -> group.add(field, ((LocalTime) value).toNanoOfDay() / 1_000);
            case TIME_9 -> group.add(field, ((LocalTime) value).toNanoOfDay());
            case TIMESTAMP_3, TIMESTAMP_6, TIMESTAMP_9 ->
                group.add(field, units(((LocalDateTime) value).toInstant(ZoneOffset.UTC), type.scale()));
            case INSTANT_3, INSTANT_6, INSTANT_9 -> group.add(field, units((Instant) value, type.scale()));
            case VARCHAR -> group.add(field, Binary.fromString((String) value));
            case VARBINARY -> group.add(field, Binary.fromConstantByteArray(((ByteString) value).getBytes()));
            case UUID -> group.add(field, Binary.fromConstantByteArray(bytes((UUID) value)));
        }
    }

    private static long units(Instant instant, int digits) {
        long perSecond = (long) Math.pow(10, digits);
        long fraction = instant.getNano() / (1_000_000_000L / perSecond);
        // Seconds of 1677 in nanoseconds only fit once the fraction has brought them nearer to 1970.
        return instant.getEpochSecond() < 0
                ? Math.addExact(Math.multiplyExact(instant.getEpochSecond() + 1, perSecond), fraction - perSecond)
                : Math.addExact(Math.multiplyExact(instant.getEpochSecond(), perSecond), fraction);
    }

    private static byte[] padded(BigDecimal value) {
        byte[] shortest = value.unscaledValue().toByteArray();
        byte[] padded = new byte[DECIMAL_BYTES];
        Arrays.fill(padded, (byte) (value.signum() < 0 ? -1 : 0));
        System.arraycopy(shortest, 0, padded, DECIMAL_BYTES - shortest.length, shortest.length);
        return padded;
    }

    private static byte[] bytes(UUID value) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits())
                .array();
    }
}
